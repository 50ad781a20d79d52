#include "start.h"

#include <avr/io.h>
#include <avr/wdt.h>

uint8_t start_reason __attribute__((section(".noinit")));

// Before main: a watchdog that has restarted the kit runs on, and its 16 ms are not enough for the start.
void start_keep_reason(void) __attribute__((naked, used, section(".init3")));
void start_keep_reason(void) {
    start_reason = MCUSR;
    MCUSR = 0;
    wdt_disable();
}
