;; The inner loops of training, over rows of 32-bit floats, four lanes at a time. All positions and widths are in bytes;
;; widths are multiples of 16. `row-kernels.ts` carries this module assembled; `tests/understanding/row-kernels.test.ts`
;; assembles it anew and prints the text to put there when the two differ.
(module
  (memory (export "memory") 1)

  ;; target += sum of factors[i] * rows[list[i]]; four rows in one pass over the target, in the order of the list
  (func (export "gather") (param $target i32) (param $rows i32) (param $list i32) (param $factors i32)
    (param $count i32) (param $width i32)
    (local $each i32) (local $at i32) (local $row0 i32) (local $row1 i32) (local $row2 i32) (local $row3 i32)
    (local $factor0 v128) (local $factor1 v128) (local $factor2 v128) (local $factor3 v128)
    (block $few
      (loop $next
        (br_if $few (i32.gt_u (i32.add (local.get $each) (i32.const 4)) (local.get $count)))
        (local.set $row0 (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load offset=0 (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor0 (v128.load32_splat offset=0
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $row1 (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load offset=4 (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor1 (v128.load32_splat offset=4
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $row2 (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load offset=8 (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor2 (v128.load32_splat offset=8
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $row3 (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load offset=12 (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor3 (v128.load32_splat offset=12
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $lanes
          (v128.store (i32.add (local.get $target) (local.get $at))
            (f32x4.add (f32x4.add (f32x4.add (f32x4.add (v128.load (i32.add (local.get $target) (local.get $at)))
              (f32x4.mul (local.get $factor0) (v128.load (i32.add (local.get $row0) (local.get $at)))))
              (f32x4.mul (local.get $factor1) (v128.load (i32.add (local.get $row1) (local.get $at)))))
              (f32x4.mul (local.get $factor2) (v128.load (i32.add (local.get $row2) (local.get $at)))))
              (f32x4.mul (local.get $factor3) (v128.load (i32.add (local.get $row3) (local.get $at))))))
          (br_if $lanes (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $width))))
        (local.set $each (i32.add (local.get $each) (i32.const 4)))
        (br $next)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (local.set $row0 (i32.add (local.get $rows) (i32.mul (local.get $width)
          (i32.load offset=0 (i32.add (local.get $list) (i32.shl (local.get $each) (i32.const 2)))))))
        (local.set $factor0 (v128.load32_splat offset=0
          (i32.add (local.get $factors) (i32.shl (local.get $each) (i32.const 2)))))
        (local.set $at (i32.const 0))
        (loop $lanes
          (v128.store (i32.add (local.get $target) (local.get $at))
            (f32x4.add (v128.load (i32.add (local.get $target) (local.get $at)))
              (f32x4.mul (local.get $factor0) (v128.load (i32.add (local.get $row0) (local.get $at))))))
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
        (br $next))))

  ;; Copies of indexes and values times scale, each left out by chance (leftOut of 256): how many are kept.
  ;; One draw of a xorshift generator decides on four, a byte each. All are written, and the next one takes the place of
  ;; what is left out: no branch that is guessed wrongly half the time.
  (func (export "pick") (param $list i32) (param $factors i32) (param $indexes i32) (param $values i32)
    (param $count i32) (param $leftOut i32) (param $scale f32) (param $seed i32) (result i32)
    (local $each i32) (local $bits i32) (local $kept i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $each) (local.get $count)))
        (if (i32.and (local.get $each) (i32.const 3))
          (then (local.set $bits (i32.shr_u (local.get $bits) (i32.const 8))))
          (else (local.set $bits (local.tee $seed (call $draw (local.get $seed))))))
        (i32.store (i32.add (local.get $list) (i32.shl (local.get $kept) (i32.const 2)))
          (i32.load (i32.add (local.get $indexes) (i32.shl (local.get $each) (i32.const 2)))))
        (f32.store (i32.add (local.get $factors) (i32.shl (local.get $kept) (i32.const 2)))
          (f32.mul (local.get $scale)
            (f32.load (i32.add (local.get $values) (i32.shl (local.get $each) (i32.const 2))))))
        (local.set $kept (i32.add (local.get $kept)
          (i32.ge_u (i32.and (local.get $bits) (i32.const 255)) (local.get $leftOut))))
        (local.set $each (i32.add (local.get $each) (i32.const 1)))
        (br $next)))
    (local.get $kept))

  ;; Marsaglia's xorshift of 32 bits; the seed is never 0.
  (func $draw (param $seed i32) (result i32)
    (local.set $seed (i32.xor (local.get $seed) (i32.shl (local.get $seed) (i32.const 13))))
    (local.set $seed (i32.xor (local.get $seed) (i32.shr_u (local.get $seed) (i32.const 17))))
    (i32.xor (local.get $seed) (i32.shl (local.get $seed) (i32.const 5))))

  ;; hidden[i] = 0 where it is negative or left out by chance, else hidden[i] * scale
  (func (export "activate") (param $hidden i32) (param $width i32) (param $leftOut i32) (param $scale f32)
    (param $seed i32)
    (local $at i32) (local $bits i32) (local $value f32)
    (loop $next
      (if (i32.and (local.get $at) (i32.const 12))
        (then (local.set $bits (i32.shr_u (local.get $bits) (i32.const 8))))
        (else (local.set $bits (local.tee $seed (call $draw (local.get $seed))))))
      (local.set $value (f32.load (i32.add (local.get $hidden) (local.get $at))))
      (f32.store (i32.add (local.get $hidden) (local.get $at))
        (select (f32.mul (local.get $value) (local.get $scale)) (f32.const 0)
          (i32.and (f32.gt (local.get $value) (f32.const 0))
            (i32.ge_u (i32.and (local.get $bits) (i32.const 255)) (local.get $leftOut)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $width)))))

  ;; scores[i] = the probability of i, from scores[i] + bias[i]; less than one in eight thousand is nothing
  (func (export "soften") (param $scores i32) (param $bias i32) (param $count i32)
    (local $at i32) (local $end i32) (local $top f32) (local $sum f32) (local $value f32)
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (local.set $top (f32.const -inf))
    (loop $next
      (f32.store (i32.add (local.get $scores) (local.get $at))
        (local.tee $value (f32.add (f32.load (i32.add (local.get $scores) (local.get $at)))
          (f32.load (i32.add (local.get $bias) (local.get $at))))))
      (local.set $top (f32.max (local.get $top) (local.get $value)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
    (local.set $at (i32.const 0))
    (loop $next
      (local.set $value (f32.sub (f32.load (i32.add (local.get $scores) (local.get $at))) (local.get $top)))
      (local.set $value (if (result f32) (f32.lt (local.get $value) (f32.const -9))
        (then (f32.const 0))
        (else (call $exp (local.get $value)))))
      (f32.store (i32.add (local.get $scores) (local.get $at)) (local.get $value))
      (local.set $sum (f32.add (local.get $sum) (local.get $value)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
    (local.set $at (i32.const 0))
    (loop $next
      (f32.store (i32.add (local.get $scores) (local.get $at))
        (f32.div (f32.load (i32.add (local.get $scores) (local.get $at))) (local.get $sum)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end)))))

  ;; e^x for -80 < x <= 0: the whole part of x * log2(e) becomes the exponent, a polynomial stands for the rest
  ;; (Taylor's of 2^f around the middle would be no better: the error is below 3 in a million)
  (func $exp (param $x f32) (result f32)
    (local $whole f32) (local $rest f32)
    (local.set $x (f32.mul (local.get $x) (f32.const 1.44269504)))
    (local.set $rest (f32.sub (local.get $x) (local.tee $whole (f32.floor (local.get $x)))))
    (f32.mul
      (f32.reinterpret_i32
        (i32.shl (i32.add (i32.trunc_f32_s (local.get $whole)) (i32.const 127)) (i32.const 23)))
      (f32.add (f32.const 1) (f32.mul (local.get $rest)
        (f32.add (f32.const 0.69314718) (f32.mul (local.get $rest)
          (f32.add (f32.const 0.24022651) (f32.mul (local.get $rest)
            (f32.add (f32.const 0.05550411) (f32.mul (local.get $rest)
              (f32.add (f32.const 0.00961813) (f32.mul (local.get $rest)
                (f32.add (f32.const 0.00133336) (f32.mul (local.get $rest)
                  (f32.const 0.00015404))))))))))))))) 

  ;; slope[i] = 0 where hidden[i] is 0, else slope[i] * scale: the sum of their squares
  (func (export "descend") (param $slope i32) (param $hidden i32) (param $width i32) (param $scale f32) (result f32)
    (local $at i32) (local $sum v128) (local $value v128)
    (loop $next
      (v128.store (i32.add (local.get $slope) (local.get $at))
        (local.tee $value (v128.and
          (f32x4.ne (v128.load (i32.add (local.get $hidden) (local.get $at))) (v128.const f32x4 0 0 0 0))
          (f32x4.mul (f32x4.splat (local.get $scale)) (v128.load (i32.add (local.get $slope) (local.get $at)))))))
      (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul (local.get $value) (local.get $value))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $width))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))))
