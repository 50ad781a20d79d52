#include "start.h"

#include <avr/io.h>
#include <avr/wdt.h>

uint8_t start_reason __attribute__((section(".noinit")));

// Runs before main: after a watchdog restart the watchdog stays on with 16 ms, which is too short for the start.
void start_keep_reason(void) __attribute__((naked, used, section(".init3")));
void start_keep_reason(void) {
    start_reason = MCUSR;
    MCUSR = 0;
    wdt_disable();
}
