// Encodes the data on the wire and in the EEPROM. Uses no register, clock or port: compiles on a board and on a laptop.
//
// A frame is 0, then the body and its CRC-16 stuffed with COBS, then 0. Numbers are low byte first. The README has
// every byte. firmware_bridge/kits/vitrina.py has constants of the same names; a test compares them.
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#define BAUD 38400  // 0.2 % off at 16 MHz, where 115200 would be 2 % off
#define PROTOCOL_VERSION 1
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0

#define TYPE_SAMPLE 0x01
#define TYPE_DESCRIPTION 0x02
#define COMMAND_DESCRIBE 0x10
#define COMMAND_PERIOD 0x11
#define COMMAND_CALIBRATION 0x12

#define PERIOD_UNIT_MS 4
#define PERIOD_LEAST_MS 16
#define PERIOD_MOST_MS 1000
#define PERIOD_MS 20

#define CONVERTER_STEPS 1024
#define GSR_CONVERSIONS 16  // summed in one sample
#define PULSE_CONVERSIONS 64

#define REFERENCE_OHM 1000000
#define REFERENCE_LEAST_OHM 100000
#define REFERENCE_MOST_OHM 10000000
#define OFFSET_MOST 1000

#define START_WATCHDOG 0x08

#define FRAME_MOST 24  // bytes
#define KEPT_SIZE 10

#ifdef __cplusplus
extern "C" {
#endif

struct sample {
    uint16_t number;  // since the start
    uint32_t ms;      // in the middle of its conversions
    uint16_t gsr;     // sum of GSR_CONVERSIONS
    uint16_t pulse;   // sum of PULSE_CONVERSIONS
};

struct calibration {
    uint16_t kit;  // number of the kit; 0 until one is set
    uint32_t reference_ohm;
    int16_t offset;  // of the converter, in the unit of `gsr`
};

struct description {
    struct calibration kept;
    uint32_t ms;
    uint16_t period_ms;
    uint8_t start;  // reason for the last start: MCUSR
};

struct command {
    uint8_t type;
    uint16_t period_ms;              // of COMMAND_PERIOD
    struct calibration calibration;  // of COMMAND_CALIBRATION
};

// The received part of a command.
struct hearing {
    uint8_t bytes[FRAME_MOST];
    uint8_t count;
};

// Both write a frame and return its length.
uint8_t protocol_sample(const struct sample *sample, uint8_t frame[FRAME_MOST]);
uint8_t protocol_description(const struct description *description, uint8_t frame[FRAME_MOST]);

// Adds a received byte. True if it completes an intact command. A command with invalid values is returned as
// COMMAND_DESCRIBE, so that the answer shows the values that hold.
bool protocol_hear(struct hearing *hearing, uint8_t byte, struct command *command);

// Encode a calibration for the EEPROM, and decode it. A damaged record gives the default calibration, and false.
void protocol_keep(const struct calibration *calibration, uint8_t record[KEPT_SIZE]);
bool protocol_kept(const uint8_t record[KEPT_SIZE], struct calibration *calibration);

uint16_t protocol_crc16(const uint8_t *bytes, uint8_t count);

#ifdef __cplusplus
}
#endif

#endif
