// libsodium for Swift. Sizes that libsodium spells as macros with casts are reached
// through its functions (`crypto_box_sealbytes()` and the like).
#pragma once
#include <sodium.h>
