// Why the kit started last.
#ifndef START_H
#define START_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

extern uint8_t start_reason;  // MCUSR as it was; 0 where the bootloader has cleared it

#ifdef __cplusplus
}
#endif

#endif
