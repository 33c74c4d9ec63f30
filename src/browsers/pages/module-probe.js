// A classic script cannot say this.
export default 'module';
addEventListener('install', () => skipWaiting());
