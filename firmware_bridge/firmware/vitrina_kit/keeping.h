// Stores the calibration in the EEPROM.
#ifndef KEEPING_H
#define KEEPING_H

#include "protocol.h"

struct calibration keeping_load(void);

// Takes up to 35 ms. Bytes that are already right are not written again.
void keeping_store(const struct calibration *calibration);

#endif
