#include "sampling.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

// A sample has four blocks of pulse conversions, a quarter of a period apart: at 50 samples a second, hum of 50 Hz has
// the mean 0 over them. The skin is converted once per sample, after the second block. When the converter changes its
// input, its own capacitor carries charge from one pin to the other, and the skin drains it through some microsiemens
// only. So changes must be rare. The capacitor at the skin's pin shorts the hum there.
namespace {

constexpr uint8_t BLOCKS = 4;
constexpr uint8_t BLOCK_CONVERSIONS = PULSE_CONVERSIONS / BLOCKS;
constexpr uint8_t GSR_AFTER = 1;  // block
static_assert(PERIOD_UNIT_MS == BLOCKS, "a block begins on a whole millisecond");

constexpr uint8_t REFERENCE_IS_SUPPLY = _BV(REFS0);
constexpr uint8_t GSR = REFERENCE_IS_SUPPLY | 0;  // A0
constexpr uint8_t PULSE = REFERENCE_IS_SUPPLY | 1;  // A1
constexpr uint8_t CONVERT = _BV(ADEN) | _BV(ADIE) | _BV(ADSC) | (F_CPU >= 16000000 ? 7 : 6);  // at 125 kHz: 104 us each

constexpr uint16_t TICKS = F_CPU / 64 / 1000;  // of timer 1 in a millisecond
static_assert(TICKS * 64UL * 1000UL == F_CPU, "the millisecond is exact");

volatile uint32_t clock_ms = 0;
volatile uint8_t wanted_quarter_ms = PERIOD_MS / BLOCKS;
volatile bool is_done = false;
struct sample done;  // read while interrupts are off

// State of the current sample, used by the interrupts only.
struct sample current = {0, 0, 0, 0};
uint8_t quarter_ms = PERIOD_MS / BLOCKS;
uint8_t waited_ms = 0;  // since the last block began
uint8_t block = 0;
uint8_t left = 0;  // remaining conversions of this input
bool is_settling = false;  // the first conversion after a change of input is not used
bool is_gsr = false;

void convert(bool gsr, uint8_t conversions) {
    is_gsr = gsr;
    left = conversions;
    is_settling = true;
    ADMUX = gsr ? GSR : PULSE;
    ADCSRA = CONVERT;
}

void begin_sample() {
    quarter_ms = wanted_quarter_ms;
    current.ms = clock_ms + 3U * quarter_ms / 2 + 1;  // between the second and third block
    current.gsr = current.pulse = 0;
}

void end_sample() {
    done = current;
    is_done = true;
    current.number++;
}

void end_input() {
    ADCSRA = 0;  // if left on, it would start a conversion whenever the processor sleeps
    if (!is_gsr && block == GSR_AFTER) {
        convert(true, GSR_CONVERSIONS);
        return;
    }
    if (++block == BLOCKS) {
        block = 0;
        end_sample();
    }
}

}  // namespace

ISR(TIMER1_COMPA_vect) {
    clock_ms++;
    if (++waited_ms < quarter_ms) return;
    waited_ms = 0;
    if (block == 0) begin_sample();
    convert(false, BLOCK_CONVERSIONS);
}

ISR(ADC_vect) {
    const uint16_t count = ADC;
    if (!is_settling) {
        uint16_t &sum = is_gsr ? current.gsr : current.pulse;
        sum = (uint16_t)(sum + count);
        left--;
    }
    is_settling = false;
    if (left > 0)
        ADCSRA = CONVERT;
    else
        end_input();
}

void sampling_begin(void) {
    DIDR0 = _BV(ADC0D) | _BV(ADC1D);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        TCCR1A = 0;
        TCCR1B = _BV(WGM12) | _BV(CS11) | _BV(CS10);
        OCR1A = TICKS - 1;
        TIMSK1 = _BV(OCIE1A);
    }
}

bool sampling_take(struct sample *sample) {
    bool is_new = false;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        is_new = is_done;
        is_done = false;
        if (is_new) *sample = done;
    }
    return is_new;
}

uint32_t sampling_ms(void) {
    uint32_t ms = 0;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        ms = clock_ms;
    }
    return ms;
}

void sampling_set_period(uint16_t period_ms) {
    wanted_quarter_ms = (uint8_t)(period_ms / BLOCKS);
}

uint16_t sampling_period(void) {
    return (uint16_t)(wanted_quarter_ms * BLOCKS);
}
