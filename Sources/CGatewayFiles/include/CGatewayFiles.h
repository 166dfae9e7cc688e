//! The files that the gateway serves, as bytes of the program: nothing to install beside it, and nothing to tamper with.
//!
//! They live where they are edited, in `Sources/HTTPGateway`; `#embed` (C23, 6.10.4) copies them in. SwiftPM can embed files too, as
//! an array of Swift literals, but the compiler takes 14 seconds for 64 KiB of those, and a hundredth of a second for this.

#ifndef C_GATEWAY_FILES_H
#define C_GATEWAY_FILES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  /// As `chat.html`.
  const char *_Nonnull name;
  const uint8_t *_Nonnull bytes;
  size_t count;
} gateway_file;

/// How many files there are.
size_t gateway_file_count(void);

/// One of them; `index` is less than their number.
gateway_file gateway_file_at(size_t index);

#endif
