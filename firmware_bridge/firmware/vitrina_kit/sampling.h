// Samples at the kit's own clock, by interrupts alone.
#ifndef SAMPLING_H
#define SAMPLING_H

#include "protocol.h"

void sampling_begin(void);

// Whether there is a new one; it is taken away. One that nobody took in time is gone, and the numbers show it.
bool sampling_take(struct sample *sample);

uint32_t sampling_ms(void);

// From the next sample on; as protocol_hear gave it.
void sampling_set_period(uint16_t period_ms);
uint16_t sampling_period(void);

#endif
