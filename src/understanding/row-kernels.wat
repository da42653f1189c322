;; The inner loops of training, over rows of 32-bit floats, four lanes at a time. All positions and widths are in bytes;
;; widths are multiples of 16. `row-kernels.ts` carries this module assembled; `tests/understanding/row-kernels.test.ts`
;; assembles it anew and prints the text to put there when the two differ.
(module
  (memory (export "memory") 1)

  ;; target += sum of factors[i] * rows[list[i]]
  (func (export "gather") (param $target i32) (param $rows i32) (param $list i32) (param $factors i32)
    (param $count i32) (param $width i32)
    (local $each i32) (local $row i32) (local $at i32) (local $factor v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (local.set $row (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor (v128.load32_splat
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $lanes
          (v128.store (i32.add (local.get $target) (local.get $at))
            (f32x4.add
              (v128.load (i32.add (local.get $target) (local.get $at)))
              (f32x4.mul (local.get $factor) (v128.load (i32.add (local.get $row) (local.get $at))))))
          (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $width))))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next))))

  ;; rows[list[i]] += factors[i] * source
  (func (export "scatter") (param $rows i32) (param $list i32) (param $factors i32) (param $count i32)
    (param $source i32) (param $width i32)
    (local $each i32) (local $row i32) (local $at i32) (local $factor v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (local.set $row (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor (v128.load32_splat
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $lanes
          (v128.store (i32.add (local.get $row) (local.get $at))
            (f32x4.add
              (v128.load (i32.add (local.get $row) (local.get $at)))
              (f32x4.mul (local.get $factor) (v128.load (i32.add (local.get $source) (local.get $at))))))
          (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $width))))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next))))

  ;; products[i] = rows[i] . source
  (func (export "dots") (param $products i32) (param $rows i32) (param $count i32) (param $source i32)
    (param $width i32)
    (local $each i32) (local $at i32) (local $sum v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $lanes
          (local.set $sum (f32x4.add (local.get $sum)
            (f32x4.mul (v128.load (i32.add (local.get $rows) (local.get $at)))
              (v128.load (i32.add (local.get $source) (local.get $at))))))
          (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $width))))
        (f32.store (i32.add (local.get $products) (i32.shl (local.get $each) (i32.const 2)))
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
            (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
        (local.set $rows (i32.add (local.get $rows) (local.get $width)))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next))))

  ;; steps[list[i]] += factors[i]^2 * energy; factors[i] *= rate / sqrt(steps[list[i]])
  (func (export "adapt") (param $steps i32) (param $list i32) (param $factors i32) (param $count i32)
    (param $energy f32) (param $rate f32)
    (local $each i32) (local $step i32) (local $factor f32) (local $sum f32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (local.set $step (i32.add (local.get $steps)
          (i32.shl (i32.load (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))) (i32.const 2))))
        (local.set $factor (f32.load (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (f32.store (local.get $step)
          (local.tee $sum (f32.add (f32.load (local.get $step))
            (f32.mul (f32.mul (local.get $factor) (local.get $factor)) (local.get $energy)))))
        (f32.store (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))
          (f32.div (f32.mul (local.get $factor) (local.get $rate)) (f32.sqrt (local.get $sum))))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next)))))
