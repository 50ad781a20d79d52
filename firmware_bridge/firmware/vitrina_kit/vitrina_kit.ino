// Vitrina's sensor kit: skin conductance on A0, PulseSensor on A1. Wiring and every byte: ../README.md.
#include <Arduino.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "keeping.h"
#include "protocol.h"
#include "sampling.h"
#include "start.h"

static struct hearing hearing;
static struct calibration kept;

static void describe() {
    const struct description description = {kept, sampling_ms(), sampling_period(), start_reason};
    uint8_t frame[FRAME_MOST];
    Serial.write(frame, protocol_description(&description, frame));
}

static void obey(const struct command &command) {
    if (command.type == COMMAND_PERIOD) sampling_set_period(command.period_ms);
    if (command.type == COMMAND_CALIBRATION) {
        kept = command.calibration;
        keeping_store(&kept);
    }
    describe();
}

void setup() {
    Serial.begin(BAUD);
    kept = keeping_load();
    SMCR = _BV(SE);  // idle mode: interrupts and the serial port keep running
    sampling_begin();
    describe();
    wdt_enable(WDTO_2S);
}

void loop() {
    struct sample sample;
    if (sampling_take(&sample)) {
        wdt_reset();  // only here, so that a converter or a clock that stops restarts the kit too
        uint8_t frame[FRAME_MOST];
        Serial.write(frame, protocol_sample(&sample, frame));
    }
    struct command command;
    while (Serial.available() > 0)
        if (protocol_hear(&hearing, (uint8_t)Serial.read(), &command)) obey(command);
    sleep_cpu();  // the next interrupt comes within a millisecond
}
