// Takes samples at the kit's own clock, in interrupts only.
#ifndef SAMPLING_H
#define SAMPLING_H

#include "protocol.h"

void sampling_begin(void);

// True if there is a new sample; copies it and marks it as taken. A sample that is not taken in time is lost, and its
// number shows the loss.
bool sampling_take(struct sample *sample);

uint32_t sampling_ms(void);

// Takes effect with the next sample. `period_ms`: as checked by protocol_hear.
void sampling_set_period(uint16_t period_ms);
uint16_t sampling_period(void);

#endif
