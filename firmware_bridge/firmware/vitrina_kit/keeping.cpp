#include "keeping.h"

#include <avr/eeprom.h>

namespace {

uint8_t record_at[KEPT_SIZE] EEMEM;

}  // namespace

struct calibration keeping_load(void) {
    uint8_t record[KEPT_SIZE];
    struct calibration calibration;
    eeprom_read_block(record, record_at, sizeof record);
    protocol_kept(record, &calibration);
    return calibration;
}

void keeping_store(const struct calibration *calibration) {
    uint8_t record[KEPT_SIZE];
    protocol_keep(calibration, record);
    eeprom_update_block(record, record_at, sizeof record);
}
