#include "protocol.h"

#define CRC_SIZE 2
#define CALIBRATION_SIZE (KEPT_SIZE - CRC_SIZE)
#define BODY_MOST (FRAME_MOST - 3)  // without the zeros and the one byte of stuffing, with the CRC

static uint8_t *put16(uint8_t *at, uint16_t value) {
    *at++ = (uint8_t)(value & 0xFF);
    *at++ = (uint8_t)(value >> 8);
    return at;
}

static uint8_t *put32(uint8_t *at, uint32_t value) {
    return put16(put16(at, (uint16_t)(value & 0xFFFF)), (uint16_t)(value >> 16));
}

static uint16_t get16(const uint8_t *at) {
    return (uint16_t)(at[0] | (uint16_t)((uint16_t)at[1] << 8));
}

static uint32_t get32(const uint8_t *at) {
    return get16(at) | (uint32_t)get16(at + 2) << 16;
}

// CCITT: x^16 + x^12 + x^5 + 1, start 0xFFFF, high bit first.
uint16_t protocol_crc16(const uint8_t *bytes, uint8_t count) {
    uint16_t crc = 0xFFFF;
    for (uint8_t at = 0; at < count; at++) {
        crc = (uint16_t)(crc ^ (uint16_t)((uint16_t)bytes[at] << 8));
        for (uint8_t bit = 0; bit < 8; bit++) {
            const uint16_t carry = crc & 0x8000 ? 0x1021 : 0;
            crc = (uint16_t)((uint16_t)(crc << 1) ^ carry);
        }
    }
    return crc;
}

// Adds the CRC to a body, stuffs both, and puts a zero at each end.
static uint8_t framed(const uint8_t *body, uint8_t *body_end, uint8_t frame[FRAME_MOST]) {
    const uint8_t *end = put16(body_end, protocol_crc16(body, (uint8_t)(body_end - body)));
    uint8_t length = 0;
    frame[length++] = 0;
    uint8_t code = length++;  // place of the length of the run that begins here
    for (const uint8_t *at = body; at < end; at++) {
        if (*at != 0) {
            frame[length++] = *at;
            continue;
        }
        frame[code] = (uint8_t)(length - code);
        code = length++;
    }
    frame[code] = (uint8_t)(length - code);
    frame[length++] = 0;
    return length;
}

static uint8_t *put_calibration(uint8_t *at, const struct calibration *calibration) {
    at = put16(at, calibration->kit);
    at = put32(at, calibration->reference_ohm);
    return put16(at, (uint16_t)calibration->offset);
}

// True if the calibration is valid.
static bool get_calibration(const uint8_t *at, struct calibration *calibration) {
    calibration->kit = get16(at);
    calibration->reference_ohm = get32(at + 2);
    calibration->offset = (int16_t)get16(at + 6);
    return calibration->reference_ohm >= REFERENCE_LEAST_OHM && calibration->reference_ohm <= REFERENCE_MOST_OHM &&
           calibration->offset >= -OFFSET_MOST && calibration->offset <= OFFSET_MOST;
}

uint8_t protocol_sample(const struct sample *sample, uint8_t frame[FRAME_MOST]) {
    uint8_t body[BODY_MOST] = {0};
    uint8_t *at = body;
    *at++ = TYPE_SAMPLE;
    at = put16(at, sample->number);
    at = put32(at, sample->ms);
    at = put16(at, sample->gsr);
    at = put16(at, sample->pulse);
    return framed(body, at, frame);
}

uint8_t protocol_description(const struct description *description, uint8_t frame[FRAME_MOST]) {
    uint8_t body[BODY_MOST] = {0};
    uint8_t *at = body;
    *at++ = TYPE_DESCRIPTION;
    *at++ = PROTOCOL_VERSION;
    *at++ = FIRMWARE_MAJOR;
    *at++ = FIRMWARE_MINOR;
    at = put16(at, description->kept.kit);
    at = put32(at, description->ms);
    at = put16(at, description->period_ms);
    at = put32(at, description->kept.reference_ohm);
    at = put16(at, (uint16_t)description->kept.offset);
    *at++ = description->start;
    return framed(body, at, frame);
}

// Replaces the stuffed bytes by the original ones and returns their count; 0 if no encoder produces these bytes.
static uint8_t unstuffed(uint8_t *bytes, uint8_t count) {
    uint8_t from = 0, to = 0;
    while (from < count) {
        const uint8_t end = (uint8_t)(from + bytes[from]);
        if (end > count) return 0;
        for (from++; from < end; from++) bytes[to++] = bytes[from];
        if (from < count) bytes[to++] = 0;
    }
    return to;
}

static bool understood(const uint8_t *body, uint8_t size, struct command *command) {
    command->type = body[0];
    switch (body[0]) {
        case COMMAND_DESCRIBE:
            return size == 1;
        case COMMAND_PERIOD:
            if (size != 1 + 2) return false;
            command->period_ms = get16(body + 1);
            if (command->period_ms < PERIOD_LEAST_MS || command->period_ms > PERIOD_MOST_MS ||
                command->period_ms % PERIOD_UNIT_MS != 0)
                command->type = COMMAND_DESCRIBE;
            return true;
        case COMMAND_CALIBRATION:
            if (size != 1 + CALIBRATION_SIZE) return false;
            if (!get_calibration(body + 1, &command->calibration)) command->type = COMMAND_DESCRIBE;
            return true;
        default:
            return false;
    }
}

bool protocol_hear(struct hearing *hearing, uint8_t byte, struct command *command) {
    if (byte != 0) {
        if (hearing->count < FRAME_MOST) hearing->bytes[hearing->count++] = byte;  // too long: its CRC will not match
        return false;
    }
    const uint8_t size = unstuffed(hearing->bytes, hearing->count);
    hearing->count = 0;
    if (size <= CRC_SIZE) return false;
    const uint8_t body_size = (uint8_t)(size - CRC_SIZE);
    if (protocol_crc16(hearing->bytes, body_size) != get16(hearing->bytes + body_size)) return false;
    return understood(hearing->bytes, body_size, command);
}

void protocol_keep(const struct calibration *calibration, uint8_t record[KEPT_SIZE]) {
    uint8_t *end = put_calibration(record, calibration);
    put16(end, protocol_crc16(record, CALIBRATION_SIZE));
}

bool protocol_kept(const uint8_t record[KEPT_SIZE], struct calibration *calibration) {
    const bool is_intact = protocol_crc16(record, CALIBRATION_SIZE) == get16(record + CALIBRATION_SIZE);
    if (is_intact && get_calibration(record, calibration)) return true;
    calibration->kit = 0;
    calibration->reference_ohm = REFERENCE_OHM;
    calibration->offset = 0;
    return false;
}
