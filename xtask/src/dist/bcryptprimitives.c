/* The one function of Windows' bcryptprimitives.dll that Rust's standard library asks for. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    return RtlGenRandom(bytes, count);
}
