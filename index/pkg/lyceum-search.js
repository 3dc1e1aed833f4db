const FORMAT_VERSION = 2;
const ENGINE = "lyceum-engine-e77fffec2ae65145.bin";
const ENTRY = "index.json";
export class SearchError extends Error {
constructor(code, message) {
super(message);
this.name = "SearchError";
this.code = code;
}
}
export async function open({ base = new URL(".", import.meta.url).href, signal } = {}) {
const folder = new URL(base, globalThis.location?.href ?? import.meta.url);
if (!folder.pathname.endsWith("/")) folder.pathname += "/";
const entry = await readEntry(folder, signal);
return new SiteSearch(folder, entry.boot);
}
class SiteSearch {
#folder;
#site;
#boot;
#ready;
#core;
#fetching = new Map();
constructor(folder, boot) {
this.#folder = folder;
this.#site = new URL("..", folder).pathname.slice(0, -1);
this.#boot = boot;
}
warm() {
this.#ready ??= this.#start().catch((error) => {
this.#ready = undefined;
throw error;
});
return this.#ready;
}
async search(text, { limit = 10, offset = 0, filters = {}, sort = "relevance", signal } = {}) {
const started = performance.now();
const pairs = checked(text, limit, offset, filters, sort);
await abortable(this.warm(), signal);
const search = this.#core.search(text.normalize("NFKC"), limit, offset, pairs, sort === "date");
try {
for (;;) {
signal?.throwIfAborted();
const step = core(() => this.#core.step(search));
if (step.startsWith("{")) return this.#answer(JSON.parse(step), started);
await abortable(Promise.all(step.split("\n").map((name) => this.#provide(name))), signal);
}
} finally {
search.free();
}
}
async #start() {
const names = [this.#boot, ENGINE];
const [boot, wasm] = await Promise.all(names.map((name) => inflated(this.#folder, name)));
await __wbg_init({ module_or_path: wasm });
this.#core = core(() => new Engine(this.#boot, boot));
}
#provide(name) {
let fetching = this.#fetching.get(name);
if (!fetching) {
fetching = inflated(this.#folder, name)
.then((content) => core(() => this.#core.provide(name, content)))
.finally(() => this.#fetching.delete(name));
this.#fetching.set(name, fetching);
}
return fetching;
}
#answer(answer, started) {
for (const result of answer.results) {
result.url = this.#site + result.url;
for (const section of result.sections) section.url = this.#site + section.url;
}
answer.took_ms = performance.now() - started;
return answer;
}
}
async function readEntry(folder, signal) {
const response = await fetchFile(new URL(ENTRY, folder), { cache: "no-cache", signal });
let entry;
try {
entry = await response.json();
} catch {
throw new SearchError("missing-file", `${ENTRY} is not the entry of a search index`);
}
if (entry?.format !== FORMAT_VERSION) {
throw new SearchError("version-mismatch", `the search files have format ${entry?.format}, this script reads ${FORMAT_VERSION}`);
}
return entry;
}
async function inflated(folder, name) {
const response = await fetchFile(new URL(name, folder));
const inflate = globalThis.DecompressionStream ? streamed : await ownInflate();
try {
return await inflate(response);
} catch (error) {
throw new SearchError("missing-file", `${name} is damaged: ${error.message}`);
}
}
async function streamed(response) {
const stream = response.body.pipeThrough(new DecompressionStream("deflate"));
return new Uint8Array(await new Response(stream).arrayBuffer());
}
async function ownInflate() {
try {
const { inflate } = await import("./lyceum-inflate.js");
return async (response) => inflate(new Uint8Array(await response.arrayBuffer()));
} catch (error) {
throw new SearchError("offline", `lyceum-inflate.js cannot be fetched: ${error.message}`);
}
}
async function fetchFile(url, options = {}) {
for (let tries = 1; ; tries++) {
try {
const response = await fetch(url, options);
if (response.ok) return response;
if (response.status < 500 || tries === 2) {
throw new SearchError("missing-file", `${url.pathname} answers ${response.status}`);
}
} catch (error) {
if (error instanceof SearchError || options.signal?.aborted) throw error;
if (tries === 2) throw new SearchError("offline", `${url.pathname} cannot be fetched: ${error.message}`);
}
}
}
function checked(text, limit, offset, filters, sort) {
const count = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31;
if (typeof text !== "string") throw new SearchError("bad-query", "the query must be a string");
if (!count(limit) || !count(offset)) throw new SearchError("bad-query", "limit and offset must be whole numbers");
if (sort !== "relevance" && sort !== "date") throw new SearchError("bad-query", `no such order: ${sort}`);
const pairs = [];
for (const [key, values] of Object.entries(filters)) {
if (!Array.isArray(values)) throw new SearchError("bad-query", `the filter ${key} must be a list`);
for (const value of values) pairs.push(key, String(value));
}
return pairs;
}
function abortable(promise, signal) {
if (!signal) return promise;
signal.throwIfAborted();
return new Promise((resolve, reject) => {
const abort = () => reject(signal.reason);
signal.addEventListener("abort", abort, { once: true });
promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
});
}
function core(call) {
try {
return call();
} catch (error) {
if (typeof error !== "string") throw error;
const at = error.indexOf(" ");
throw new SearchError(error.slice(0, at), error.slice(at + 1));
}
}
class Engine {
__destroy_into_raw() {
const ptr = this.__wbg_ptr;
this.__wbg_ptr = 0;
EngineFinalization.unregister(this);
return ptr;
}
free() {
const ptr = this.__destroy_into_raw();
wasm.__wbg_engine_free(ptr, 0);
}
constructor(name, content) {
try {
const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
let ptr0, len0, ptr1, len1;
try {
ptr0 = passStringToWasm0(name, wasm.__wbindgen_export, wasm.__wbindgen_export2);
len0 = WASM_VECTOR_LEN;
ptr1 = passArray8ToWasm0(content, wasm.__wbindgen_export);
len1 = WASM_VECTOR_LEN;
} catch (e) {
if (ptr1) { wasm.__wbindgen_export3(ptr1, len1 * 1, 1); }
if (ptr0) { wasm.__wbindgen_export3(ptr0, len0 * 1, 1); }
throw e;
}
wasm.engine_open(retptr, ptr0, len0, ptr1, len1);
var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
if (r2) {
throw takeFromExternrefTable0(r1);
}
this.__wbg_ptr = r0;
EngineFinalization.register(this, this.__wbg_ptr, this);
return this;
} finally {
wasm.__wbindgen_add_to_stack_pointer(16);
}
}
provide(name, content) {
try {
const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
let ptr0, len0, ptr1, len1;
try {
ptr0 = passStringToWasm0(name, wasm.__wbindgen_export, wasm.__wbindgen_export2);
len0 = WASM_VECTOR_LEN;
ptr1 = passArray8ToWasm0(content, wasm.__wbindgen_export);
len1 = WASM_VECTOR_LEN;
} catch (e) {
if (ptr1) { wasm.__wbindgen_export3(ptr1, len1 * 1, 1); }
if (ptr0) { wasm.__wbindgen_export3(ptr0, len0 * 1, 1); }
throw e;
}
wasm.engine_provide(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1);
var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
if (r1) {
throw takeFromExternrefTable0(r0);
}
} finally {
wasm.__wbindgen_add_to_stack_pointer(16);
}
}
search(text, limit, offset, filters, by_date) {
const val3 = +limit;
const val4 = +offset;
const val5 = +by_date;
let ptr0, len0, ptr1, len1;
try {
ptr0 = passStringToWasm0(text, wasm.__wbindgen_export, wasm.__wbindgen_export2);
len0 = WASM_VECTOR_LEN;
ptr1 = passArrayJsValueToWasm0(filters, wasm.__wbindgen_export);
len1 = WASM_VECTOR_LEN;
} catch (e) {
if (ptr1) { wasm.__wbindgen_export6(ptr1, len1); wasm.__wbindgen_export3(ptr1, len1 * 4, 4); }
if (ptr0) { wasm.__wbindgen_export3(ptr0, len0 * 1, 1); }
throw e;
}
const ret = wasm.engine_search(this.__wbg_ptr, ptr0, len0, val3, val4, ptr1, len1, val5);
return Search.__wrap(ret);
}
step(search) {
let deferred2_0;
let deferred2_1;
try {
const retptr = wasm.__wbindgen_add_to_stack_pointer(-16) >>> 0;
_assertClass(search, Search);
wasm.engine_step(retptr, this.__wbg_ptr, search.__wbg_ptr);
var r0 = getDataViewMemory0().getInt32(retptr + 4 * 0, true);
var r1 = getDataViewMemory0().getInt32(retptr + 4 * 1, true);
var r2 = getDataViewMemory0().getInt32(retptr + 4 * 2, true);
var r3 = getDataViewMemory0().getInt32(retptr + 4 * 3, true);
var ptr1 = r0;
var len1 = r1;
if (r3) {
ptr1 = 0; len1 = 0;
throw takeFromExternrefTable0(r2);
}
deferred2_0 = ptr1;
deferred2_1 = len1;
return getStringFromWasm0(ptr1, len1);
} finally {
wasm.__wbindgen_add_to_stack_pointer(16);
wasm.__wbindgen_export3(deferred2_0, deferred2_1, 1);
}
}
}
if (Symbol.dispose) Engine.prototype[Symbol.dispose] = Engine.prototype.free;
class Search {
static __wrap(ptr) {
const obj = Object.create(Search.prototype);
obj.__wbg_ptr = ptr;
SearchFinalization.register(obj, obj.__wbg_ptr, obj);
return obj;
}
__destroy_into_raw() {
const ptr = this.__wbg_ptr;
this.__wbg_ptr = 0;
SearchFinalization.unregister(this);
return ptr;
}
free() {
const ptr = this.__destroy_into_raw();
wasm.__wbg_search_free(ptr, 0);
}
}
if (Symbol.dispose) Search.prototype[Symbol.dispose] = Search.prototype.free;
function __wbg_get_imports() {
const import0 = {
__proto__: null,
__wbg___wbindgen_string_get_7ce8eee7fd327545: function(arg0, arg1) {
const obj = arg1;
const ret = typeof(obj) === 'string' ? obj : undefined;
var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_export, wasm.__wbindgen_export2);
var len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
__wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
throw new Error(getStringFromWasm0(arg0, arg1));
},
__wbindgen_generic_0000000000000001: function(arg0, arg1) {
const ret = getStringFromWasm0(arg0, arg1);
return ret;
},
__wbindgen_init_externref_table: function() {
const table = wasm.__wbindgen_externrefs;
table.set(0, undefined);
table.set(1024, undefined);
table.set(1025, null);
table.set(1026, true);
table.set(1027, false);
},
};
return {
__proto__: null,
"./lyceum-engine_bg.js": import0,
};
}
const EngineFinalization = (typeof FinalizationRegistry === 'undefined')
? { register: () => {}, unregister: () => {} }
: new FinalizationRegistry(ptr => wasm.__wbg_engine_free(ptr, 1));
const SearchFinalization = (typeof FinalizationRegistry === 'undefined')
? { register: () => {}, unregister: () => {} }
: new FinalizationRegistry(ptr => wasm.__wbg_search_free(ptr, 1));
function addToExternrefTable0(obj) {
const idx = wasm.__wbindgen_export5();
wasm.__wbindgen_externrefs.set(idx, obj);
return idx;
}
function _assertClass(instance, klass) {
if (!(instance instanceof klass)) {
throw new Error(`expected instance of ${klass.name}`);
}
}
let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
}
return cachedDataViewMemory0;
}
function getStringFromWasm0(ptr, len) {
ptr = ptr >>> 0;
return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
}
return cachedUint8ArrayMemory0;
}
function isLikeNone(x) {
return x === undefined || x === null;
}
function passArray8ToWasm0(arg, malloc) {
const ptr = malloc(arg.length * 1, 1) >>> 0;
getUint8ArrayMemory0().set(arg, ptr / 1);
WASM_VECTOR_LEN = arg.length;
return ptr;
}
function passArrayJsValueToWasm0(array, malloc) {
const ptr = malloc(array.length * 4, 4) >>> 0;
for (let i = 0; i < array.length; i++) {
const add = addToExternrefTable0(array[i]);
getDataViewMemory0().setUint32(ptr + 4 * i, add, true);
}
WASM_VECTOR_LEN = array.length;
return ptr;
}
function passStringToWasm0(arg, malloc, realloc) {
if (realloc === undefined) {
const buf = cachedTextEncoder.encode(arg);
const ptr = malloc(buf.length, 1) >>> 0;
getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
WASM_VECTOR_LEN = buf.length;
return ptr;
}
let len = arg.length;
let ptr = malloc(len, 1) >>> 0;
const mem = getUint8ArrayMemory0();
let offset = 0;
for (; offset < len; offset++) {
const code = arg.charCodeAt(offset);
if (code > 0x7F) break;
mem[ptr + offset] = code;
}
if (offset !== len) {
if (offset !== 0) {
arg = arg.slice(offset);
}
ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
const ret = cachedTextEncoder.encodeInto(arg, view);
offset += ret.written;
ptr = realloc(ptr, len, offset, 1) >>> 0;
}
WASM_VECTOR_LEN = offset;
return ptr;
}
function takeFromExternrefTable0(idx) {
const value = wasm.__wbindgen_externrefs.get(idx);
wasm.__wbindgen_export4(idx);
return value;
}
let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
numBytesDecoded += bytes.length;
if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
numBytesDecoded = bytes.length;
}
return cachedTextDecoder.decode(bytes);
}
const cachedTextEncoder = new TextEncoder();
if (!('encodeInto' in cachedTextEncoder)) {
cachedTextEncoder.encodeInto = function (arg, view) {
const buf = cachedTextEncoder.encode(arg);
view.set(buf);
return {
read: arg.length,
written: buf.length
};
};
}
let WASM_VECTOR_LEN = 0;
let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
wasmInstance = instance;
wasm = instance.exports;
wasmModule = module;
cachedDataViewMemory0 = null;
cachedUint8ArrayMemory0 = null;
wasm.__wbindgen_start();
return wasm;
}
async function __wbg_load(module, imports) {
if (typeof Response === 'function' && module instanceof Response) {
if (!module.ok) {
throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
}
if (typeof WebAssembly.instantiateStreaming === 'function') {
try {
return await WebAssembly.instantiateStreaming(module, imports);
} catch (e) {
const validResponse = expectedResponseType(module.type);
if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);
} else { throw e; }
}
}
const bytes = await module.arrayBuffer();
return await WebAssembly.instantiate(bytes, imports);
} else {
const instance = await WebAssembly.instantiate(module, imports);
if (instance instanceof WebAssembly.Instance) {
return { instance, module };
} else {
return instance;
}
}
function expectedResponseType(type) {
switch (type) {
case 'basic': case 'cors': case 'default': return true;
}
return false;
}
}
function initSync(module) {
if (wasm !== undefined) return wasm;
if (module !== undefined) {
if (Object.getPrototypeOf(module) === Object.prototype) {
({module} = module)
} else {
console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
}
}
const imports = __wbg_get_imports();
if (!(module instanceof WebAssembly.Module)) {
module = new WebAssembly.Module(module);
}
const instance = new WebAssembly.Instance(module, imports);
return __wbg_finalize_init(instance, module);
}
let __wbg_init_promise;
async function __wbg_init(module_or_path) {
if (wasm !== undefined) return wasm;
if (__wbg_init_promise === undefined) {
__wbg_init_promise = __wbg_init_once(module_or_path);
__wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
}
return __wbg_init_promise;
}
async function __wbg_init_once(module_or_path) {
if (module_or_path !== undefined) {
if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
({module_or_path} = module_or_path)
} else {
console.warn('using deprecated parameters for the initialization function; pass a single object instead')
}
}
const imports = __wbg_get_imports();
if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
module_or_path = fetch(module_or_path);
}
const { instance, module } = await __wbg_load(await module_or_path, imports);
return __wbg_finalize_init(instance, module);
}
