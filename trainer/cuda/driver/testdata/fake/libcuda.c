/* A libcuda without a card, for tests of the binding. It writes every call with its arguments to a log, keeps the card's memory on the host, and fails
   where it is told to. Kernels do nothing but have their arguments logged, as 8 bytes each where wide says so. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cuda.h"
#ifdef REAL_HEADER /* which renames these two to ones that are not called */
#undef cuGraphAddKernelNode
#undef cuGraphInstantiate
#endif

_Static_assert(sizeof(CUDA_KERNEL_NODE_PARAMS_v1) == 56, "kernel node");
_Static_assert(offsetof(CUDA_KERNEL_NODE_PARAMS_v1, sharedMemBytes) == 32 && offsetof(CUDA_KERNEL_NODE_PARAMS_v1, kernelParams) == 40, "kernel node");
_Static_assert(sizeof(CUDA_MEMCPY3D) == 200, "copy");
_Static_assert(offsetof(CUDA_MEMCPY3D, srcDevice) == 48 && offsetof(CUDA_MEMCPY3D, dstMemoryType) == 120 && offsetof(CUDA_MEMCPY3D, dstDevice) == 136 && offsetof(CUDA_MEMCPY3D, WidthInBytes) == 176, "copy");

static char *text;
static size_t length, capacity;
static char failing[64];
static int failIn, failCode;
static int cards = 2, version = 12040, major = 9;
static size_t total = 1 << 20, taken;
static int wide[64], wides;
static __thread int current; /* the context is set in this thread */
static uintptr_t next = 0x1000;

static void say(const char *format, ...) {
	va_list a;
	if (capacity - length < 4096) text = realloc(text, capacity = 2 * capacity + 8192);
	va_start(a, format);
	length += vsnprintf(text + length, capacity - length, format, a);
	va_end(a);
}

static int fails(const char *name) {
	if (strcmp(failing, name) != 0 || --failIn > 0) return 0;
	failing[0] = 0;
	return failCode;
}

/* CALL logs a call, and returns early if it is one that should fail. */
#define CALL(name, ...) do { int scripted; say(name " " __VA_ARGS__); say("\n"); if ((scripted = fails(name)) != 0) return scripted; } while (0)
/* INSIDE does too, and checks that a context is set, as for all calls that need one. */
#define INSIDE(name, ...) do { if (!current) { say(name " without a context\n"); return 201; } CALL(name, __VA_ARGS__); } while (0)

static void *fresh(void) { return (void *)(next += 0x10); }

/* The test's side. */
const char *fakeLog(void) { say(""); return text; }
void fakeReset(void) { length = 0; say(""); failing[0] = 0; current = 0; taken = 0; cards = 2; version = 12040; major = 9; next = 0x1000; wides = 0; }
void fakeFail(const char *name, int in, int code) { snprintf(failing, sizeof failing, "%s", name); failIn = in; failCode = code; }
void fakeCards(int n, int v, int m) { cards = n; version = v; major = m; }
void fakeWide(int i, int w) { wide[i] = w; wides = i + 1; }
size_t fakeTaken(void) { return taken; }

CUresult cuInit(unsigned int flags) { CALL("cuInit", "%u", flags); return cards ? 0 : 100; }
CUresult cuDriverGetVersion(int *v) { CALL("cuDriverGetVersion", ""); *v = version; return 0; }
CUresult cuGetErrorName(CUresult e, const char **s) {
	switch ((int)e) {
	case 2: *s = "CUDA_ERROR_OUT_OF_MEMORY"; return 0;
	case 100: *s = "CUDA_ERROR_NO_DEVICE"; return 0;
	case 218: *s = "CUDA_ERROR_INVALID_PTX"; return 0;
	case 700: *s = "CUDA_ERROR_ILLEGAL_ADDRESS"; return 0;
	}
	*s = NULL;
	return 1;
}
CUresult cuGetErrorString(CUresult e, const char **s) { *s = (int)e == 2 ? "out of memory" : NULL; return *s ? 0 : 1; }
CUresult cuDeviceGetCount(int *n) { CALL("cuDeviceGetCount", ""); *n = cards; return 0; }
CUresult cuDeviceGet(CUdevice *d, int i) { CALL("cuDeviceGet", "%d", i); *d = i + 40; return 0; }
CUresult cuDeviceGetName(char *name, int len, CUdevice d) { CALL("cuDeviceGetName", "%d %d", len, d); snprintf(name, len, "Fake %d", d - 40); return 0; }
CUresult cuDeviceGetAttribute(int *v, CUdevice_attribute a, CUdevice d) {
	CALL("cuDeviceGetAttribute", "%d %d", a, d);
	switch ((int)a) {
	case CU_DEVICE_ATTRIBUTE_CLOCK_RATE: *v = 1980000; return 0;
	case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT: *v = 132; return 0;
	case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR: *v = major; return 0;
	case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR: *v = 1; return 0;
	case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN: *v = 232448; return 0;
	}
	return 1;
}
CUresult cuDeviceTotalMem_v2(size_t *n, CUdevice d) { CALL("cuDeviceTotalMem_v2", "%d", d); *n = total; return 0; }
CUresult cuDeviceGetUuid_v2(CUuuid *u, CUdevice d) { int i; CALL("cuDeviceGetUuid_v2", "%d", d); for (i = 0; i < 16; i++) u->bytes[i] = 0xa0 + i; return 0; }
CUresult cuDevicePrimaryCtxRetain(CUcontext *c, CUdevice d) { CALL("cuDevicePrimaryCtxRetain", "%d", d); *c = (CUcontext)0xc0de; return 0; }
CUresult cuDevicePrimaryCtxRelease_v2(CUdevice d) { CALL("cuDevicePrimaryCtxRelease_v2", "%d", d); return 0; }
CUresult cuCtxSetCurrent(CUcontext c) { int e; current = c == (CUcontext)0xc0de; if ((e = fails("cuCtxSetCurrent"))) return e; return current ? 0 : 201; }
CUresult cuCtxGetStreamPriorityRange(int *least, int *greatest) { INSIDE("cuCtxGetStreamPriorityRange", ""); *least = 0; *greatest = -5; return 0; }

CUresult cuMemGetInfo_v2(size_t *f, size_t *t) { INSIDE("cuMemGetInfo_v2", ""); *f = total - taken; *t = total; return 0; }
CUresult cuMemAlloc_v2(CUdeviceptr *p, size_t n) {
	size_t *m;
	INSIDE("cuMemAlloc_v2", "%zu", n);
	if (n > total - taken) return 2;
	m = malloc(n + 16);
	m[0] = n;
	taken += n;
	*p = (CUdeviceptr)(uintptr_t)(m + 2);
	return 0;
}
CUresult cuMemFree_v2(CUdeviceptr p) { size_t *m = (size_t *)(uintptr_t)p - 2; INSIDE("cuMemFree_v2", "%zu", m[0]); taken -= m[0]; free(m); return 0; }
CUresult cuMemHostAlloc(void **p, size_t n, unsigned int flags) { INSIDE("cuMemHostAlloc", "%zu %u", n, flags); *p = malloc(n); return 0; }
CUresult cuMemFreeHost(void *p) { INSIDE("cuMemFreeHost", ""); free(p); return 0; }
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr d, const void *h, size_t n, CUstream s) { INSIDE("cuMemcpyHtoDAsync_v2", "%zu %p", n, (void *)s); memcpy((void *)(uintptr_t)d, h, n); return 0; }
CUresult cuMemcpyDtoHAsync_v2(void *h, CUdeviceptr d, size_t n, CUstream s) { INSIDE("cuMemcpyDtoHAsync_v2", "%zu %p", n, (void *)s); memcpy(h, (void *)(uintptr_t)d, n); return 0; }
CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr d, CUdeviceptr from, size_t n, CUstream s) { INSIDE("cuMemcpyDtoDAsync_v2", "%zu %p", n, (void *)s); memcpy((void *)(uintptr_t)d, (void *)(uintptr_t)from, n); return 0; }

CUresult cuModuleLoadDataEx(CUmodule *m, const void *image, unsigned int n, CUjit_option *options, void **values) {
	unsigned int i;
	char *error = NULL, *info = NULL;
	size_t errorSize = 0, infoSize = 0;
	INSIDE("cuModuleLoadDataEx", "%.20s", (const char *)image);
	for (i = 0; i < n; i++)
		switch ((int)options[i]) {
		case CU_JIT_INFO_LOG_BUFFER: info = values[i]; break;
		case CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES: infoSize = (size_t)values[i]; break;
		case CU_JIT_ERROR_LOG_BUFFER: error = values[i]; break;
		case CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES: errorSize = (size_t)values[i]; break;
		default: return 1;
		}
	if (info && infoSize) info[0] = 0;
	if (strncmp(image, ".version", 8) != 0) {
		if (error) snprintf(error, errorSize, "ptxas application ptx input, line 1; fatal   : Missing .version directive at start of file '%.10s'", (const char *)image);
		return 218;
	}
	*m = fresh();
	return 0;
}
CUresult cuModuleGetFunction(CUfunction *f, CUmodule m, const char *name) { INSIDE("cuModuleGetFunction", "%p %s", (void *)m, name); *f = fresh(); return 0; }
CUresult cuModuleUnload(CUmodule m) { INSIDE("cuModuleUnload", "%p", (void *)m); return 0; }
CUresult cuFuncSetAttribute(CUfunction f, CUfunction_attribute a, int v) { INSIDE("cuFuncSetAttribute", "%p %d %d", (void *)f, a, v); return 0; }

CUresult cuStreamCreateWithPriority(CUstream *s, unsigned int flags, int priority) { INSIDE("cuStreamCreateWithPriority", "%u %d", flags, priority); *s = fresh(); return 0; }
CUresult cuStreamSynchronize(CUstream s) { INSIDE("cuStreamSynchronize", "%p", (void *)s); return 0; }
CUresult cuStreamWaitEvent(CUstream s, CUevent e, unsigned int flags) { INSIDE("cuStreamWaitEvent", "%p %p %u", (void *)s, (void *)e, flags); return 0; }
CUresult cuStreamDestroy_v2(CUstream s) { INSIDE("cuStreamDestroy_v2", "%p", (void *)s); return 0; }
CUresult cuEventCreate(CUevent *e, unsigned int flags) { INSIDE("cuEventCreate", "%u", flags); *e = fresh(); return 0; }
CUresult cuEventRecord(CUevent e, CUstream s) { INSIDE("cuEventRecord", "%p %p", (void *)e, (void *)s); return 0; }
CUresult cuEventSynchronize(CUevent e) { INSIDE("cuEventSynchronize", "%p", (void *)e); return 0; }
CUresult cuEventElapsedTime(float *ms, CUevent from, CUevent to) { INSIDE("cuEventElapsedTime", "%p %p", (void *)from, (void *)to); *ms = 1.5f; return 0; }
CUresult cuEventDestroy_v2(CUevent e) { INSIDE("cuEventDestroy_v2", "%p", (void *)e); return 0; }

static void sayParams(void **params) {
	int i;
	for (i = 0; i < wides; i++)
		if (wide[i]) say(" %#llx", *(unsigned long long *)params[i]);
		else say(" %#x", *(unsigned *)params[i]);
}
CUresult cuLaunchKernel(CUfunction f, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by, unsigned int bz, unsigned int shared, CUstream s, void **params, void **extra) {
	say("arguments"); sayParams(params); say("\n");
	INSIDE("cuLaunchKernel", "%p %u %u %u %u %u %u %u %p %d", (void *)f, gx, gy, gz, bx, by, bz, shared, (void *)s, extra != NULL);
	return 0;
}
CUresult cuGraphCreate(CUgraph *g, unsigned int flags) { INSIDE("cuGraphCreate", "%u", flags); *g = fresh(); return 0; }
static void sayAfter(const CUgraphNode *after, size_t n) { size_t i; say("after"); for (i = 0; i < n; i++) say(" %p", (void *)after[i]); say("\n"); }
CUresult cuGraphAddKernelNode(CUgraphNode *node, CUgraph g, const CUgraphNode *after, size_t n, const CUDA_KERNEL_NODE_PARAMS_v1 *p) {
	sayAfter(after, n);
	say("arguments"); sayParams(p->kernelParams); say("\n");
	INSIDE("cuGraphAddKernelNode", "%p %p %u %u %u %u %u %u %u %d", (void *)g, (void *)p->func, p->gridDimX, p->gridDimY, p->gridDimZ, p->blockDimX, p->blockDimY, p->blockDimZ, p->sharedMemBytes, p->extra != NULL);
	*node = fresh();
	return 0;
}
CUresult cuGraphAddMemcpyNode(CUgraphNode *node, CUgraph g, const CUgraphNode *after, size_t n, const CUDA_MEMCPY3D *p, CUcontext c) {
	sayAfter(after, n);
	INSIDE("cuGraphAddMemcpyNode", "%p %d %#llx %d %#llx %zu %zu %zu %p", (void *)g, p->srcMemoryType, p->srcDevice, p->dstMemoryType, p->dstDevice, p->WidthInBytes, p->Height, p->Depth, (void *)c);
	if (p->srcXInBytes || p->srcY || p->srcZ || p->srcLOD || p->srcHost || p->srcArray || p->reserved0 || p->dstXInBytes || p->dstY || p->dstZ || p->dstLOD || p->dstHost || p->dstArray || p->reserved1
		|| p->srcPitch != p->WidthInBytes || p->dstPitch != p->WidthInBytes || p->srcHeight != 1 || p->dstHeight != 1) return 1;
	*node = fresh();
	return 0;
}
CUresult cuGraphInstantiateWithFlags(CUgraphExec *e, CUgraph g, unsigned long long flags) { INSIDE("cuGraphInstantiateWithFlags", "%p %llu", (void *)g, flags); *e = fresh(); return 0; }
CUresult cuGraphLaunch(CUgraphExec e, CUstream s) { INSIDE("cuGraphLaunch", "%p %p", (void *)e, (void *)s); return 0; }
CUresult cuGraphDestroy(CUgraph g) { INSIDE("cuGraphDestroy", "%p", (void *)g); return 0; }
CUresult cuGraphExecDestroy(CUgraphExec e) { INSIDE("cuGraphExecDestroy", "%p", (void *)e); return 0; }
