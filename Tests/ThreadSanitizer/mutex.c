// Lets ThreadSanitizer see the waiting for a lock of Swift's Synchronization.Mutex.
//
// Taking a free lock, and giving one back for which nobody waits, is code of the program and is instrumented. The rest is two
// functions of Swift's library, which is not: without this everything that the one before wrote looks like a race. Loaded before
// that library (LD_PRELOAD), these stand in for them.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void Lock(uint32_t thread, SELF void *mutex);
typedef SWIFT void Unlock(SELF void *mutex);
typedef void Annotate(void *mutex);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
  ((Lock *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
  Annotate *acquire = (Annotate *)dlsym(RTLD_DEFAULT, "__tsan_acquire");
  if (acquire) acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
  Annotate *release = (Annotate *)dlsym(RTLD_DEFAULT, "__tsan_release");
  if (release) release(mutex);
  ((Unlock *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
