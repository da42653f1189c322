export { ExpiringStorage, type StoreItems } from './expiring-storage.js';
