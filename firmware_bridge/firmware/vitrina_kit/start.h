// Reason for the kit's last start.
#ifndef START_H
#define START_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

extern uint8_t start_reason;  // MCUSR at the start; 0 if the bootloader has cleared it

#ifdef __cplusplus
}
#endif

#endif
