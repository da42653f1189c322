export { benchDirectory, type DirectoryFigures } from './bench-directory.js';
export { type HsdsDirectory, type HsdsRecord, toHsds, toTabular } from './export-hsds.js';
export { hsdsId } from './hsds-ids.js';
export { type HsdsImport, type ImportOptions, importHsds } from './import-hsds.js';
export { HsdsReadError, readHsds } from './read-hsds.js';
