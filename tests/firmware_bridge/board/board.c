// Simulates an Uno with the kit's firmware in simavr. The signals at the skin come from a file; the port is a
// pseudo-terminal.
//
//   board ELF WAVE SECONDS NOISE [reset=S] [hang=S] [offset=COUNTS] [hum=COUNTS]
//
// WAVE has lines `time_s,eda_us,pulse` at even times, pulse 0 to 1. NOISE is the converter's noise in counts rms; hum
// is 50 Hz hum on the pulse. Prints `port` and its name, among the output of simavr, and starts when it reads a line
// from its input. Prints `over` at the end, and exits when its input ends.
//
// Simulated time runs as fast as possible, and stands still while the reader of the port has not answered a frame: each
// further line of the input is the number of bytes that the reader has read, and answered. So a busy machine changes
// nothing.
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "avr_adc.h"
#include "avr_uart.h"
#include "sim_avr.h"
#include "sim_elf.h"

#define SUPPLY 50000u  // in simavr's millivolts: the finest steps that its 16 bits allow
#define STEPS 1024.0
#define REFERENCE_OHM 1e6

struct moment {
    double eda_us, pulse;
};

static avr_t *avr;
static struct moment *wave;
static size_t moments;
static double step_s;
static double noise, offset, hum;
static int port;
static unsigned char out[256];
static size_t out_count;
static avr_cycle_count_t out_at;  // time of the last byte in out
static long sent;
static double hang_s = INFINITY;
static avr_flashaddr_t hung_at;
static unsigned char whole[2];  // the original bytes at hung_at

static void fail(const char *what) {
    fprintf(stderr, "board: %s: %s\n", what, errno ? strerror(errno) : "no");
    exit(1);
}

static double now_s(void) {
    return (double)avr->cycle / avr->frequency;
}

static void read_wave(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) fail(name);
    double at_s = 0, last_s = 0;
    struct moment moment;
    while (fscanf(file, "%lf,%lf,%lf", &at_s, &moment.eda_us, &moment.pulse) == 3) {
        wave = realloc(wave, (moments + 1) * sizeof *wave);
        wave[moments++] = moment;
        if (moments == 2) step_s = at_s - last_s;
        last_s = at_s;
    }
    fclose(file);
    errno = 0;
    if (moments < 2) fail("no wave in the file");
}

static struct moment at(double s) {
    const double place = fmin(s / step_s, (double)moments - 1.001);
    const size_t before = (size_t)place;
    const double part = place - (double)before;
    const struct moment *a = &wave[before], *b = &wave[before + 1];
    return (struct moment){a->eda_us + part * (b->eda_us - a->eda_us), a->pulse + part * (b->pulse - a->pulse)};
}

// Nearly normally distributed: the sum of twelve uniform numbers.
static double random_count(void) {
    double sum = -6;
    for (int n = 0; n < 12; n++) sum += drand48();
    return noise * sum;
}

// A converter as in the data sheet: it rounds to 1024 steps of its reference, and its largest count is 1023. simavr's
// own converter truncates and divides by 1023. So it gets the voltage for which it returns the right count.
static void converts(struct avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq, (void)param;
    union {
        avr_adc_mux_t mux;
        uint32_t value;
    } asked = {.value = value};
    const struct moment moment = at(now_s());
    const double there = asked.mux.src == 0 ? STEPS / (1 + moment.eda_us * 1e-6 * REFERENCE_OHM)
                                            : 1023 * moment.pulse + hum * sin(2 * M_PI * 50 * now_s());
    const double count = fmax(0, fmin(1023, round(there + offset + random_count())));
    const uint32_t millivolts = (uint32_t)ceil(count * SUPPLY / 1023);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + asked.mux.src), millivolts);
}

static void flush(void) {
    for (size_t done = 0; done < out_count;) {
        const ssize_t count = write(port, out + done, out_count - done);
        if (count < 0 && errno != EINTR) fail("port");
        if (count > 0) done += (size_t)count;
    }
    sent += (long)out_count;
    out_count = 0;
    char line[64];
    for (long answered = 0; answered < sent && fgets(line, sizeof line, stdin);) answered = atol(line);
}

static void sends(struct avr_irq_t *irq, uint32_t value, void *param) {
    (void)irq, (void)param;
    out[out_count++] = (unsigned char)value;
    out_at = avr->cycle;
    if (out_count == sizeof out) flush();
    if (hung_at && now_s() > hang_s + 0.5) {  // the firmware has restarted
        memcpy(avr->flash + hung_at, whole, sizeof whole);
        hung_at = 0;
        hang_s = INFINITY;
    }
}

// One byte per millisecond: a quarter of the line's rate.
static void receive(void) {
    unsigned char byte;
    struct pollfd waiting = {.fd = port, .events = POLLIN};
    if (poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) && read(port, &byte, 1) == 1)
        avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), byte);
}

// Replaces the instruction at which the program sleeps by a jump to itself, like a program that crashed.
static void hang(void) {
    hung_at = avr->pc;
    memcpy(whole, avr->flash + hung_at, sizeof whole);
    memcpy(avr->flash + hung_at, "\xff\xcf", 2);
}

static void do_not_wait(avr_t *sleeping, avr_cycle_count_t cycles) {
    (void)sleeping, (void)cycles;
}

static void make(const char *elf) {
    elf_firmware_t firmware = {0};
    if (elf_read_firmware(elf, &firmware)) fail(elf);
    avr = avr_make_mcu_by_name("atmega328p");
    if (!avr) fail("simavr knows no atmega328p");
    avr_init(avr);
    avr_load_firmware(avr, &firmware);
    avr->frequency = 16000000;
    avr->vcc = avr->avcc = avr->aref = SUPPLY;
    avr->sleep = do_not_wait;
    avr->log = LOG_ERROR;
    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_OUT_TRIGGER), converts, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), sends, NULL);
}

static int open_port(char *name) {
    int master, slave;  // the slave stays open here, so that readers may come and go
    if (openpty(&master, &slave, name, NULL, NULL)) fail("openpty");
    struct termios settings;
    tcgetattr(slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(slave, TCSANOW, &settings);
    return master;
}

int main(int count, char **given) {
    if (count < 5) return 2;
    double reset_s = INFINITY;
    for (int n = 5; n < count; n++) {
        if (sscanf(given[n], "reset=%lf", &reset_s) != 1 && sscanf(given[n], "hang=%lf", &hang_s) != 1 &&
            sscanf(given[n], "offset=%lf", &offset) != 1 && sscanf(given[n], "hum=%lf", &hum) != 1)
            return 2;
    }
    const double end_s = atof(given[3]);
    noise = atof(given[4]);
    read_wave(given[2]);
    make(given[1]);
    char name[64], line[64];
    port = open_port(name);
    printf("port %s\n", name);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) return 0;
    avr_cycle_count_t next = 0;
    int state = cpu_Running;
    while (now_s() < end_s && state != cpu_Done && state != cpu_Crashed) {
        state = avr_run(avr);
        if (avr->cycle < next) continue;
        next = avr->cycle + avr->frequency / 1000;
        if (out_count && avr->cycle > out_at + avr->frequency / 1000) flush();  // the frame is over
        receive();
        if (now_s() >= reset_s) {
            avr_reset(avr);
            reset_s = INFINITY;
        }
        if (now_s() >= hang_s && !hung_at && state == cpu_Sleeping) hang();
    }
    flush();
    printf("over at %.3f s, state %d\n", now_s(), state);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) continue;
    return 0;
}
