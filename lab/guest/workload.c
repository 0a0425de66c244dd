// SPDX-License-Identifier: Apache-2.0
/*
 * The workload of the lab's guest: a program that would notice.
 *
 * It keeps a guest busy in the four ways a live migration can break, and leaves evidence of each that is checked
 * from outside: time and network (a heartbeat), connections (a counter), memory (stamped pages), disk (numbered records).
 * Numbers on the wire and on the disk are big endian, so that java.nio.ByteBuffer reads them as they are.
 *
 *   TCP 7000  control   one command a line, one line back (see `control` below)
 *   TCP 7001  counter   every line received is answered with the next value: "1\n", "2\n", ... One counter for the life
 *                       of this guest, shared by all connections: a value seen twice means that two guests ran.
 *   TCP 7002  acks      pushed, never asked for: "ack N\n" once record N is on the disk (after fdatasync). A client gets
 *                       what is acknowledged from its connection on; one that stops reading is disconnected.
 *   UDP       heartbeat one datagram of 24 bytes a millisecond to godwit.peer:
 *                 0  u32  magic 0x47574842 ("GWHB")
 *                 4  u32  first four bytes of the boot id: tells this guest from one started anew
 *                 8  u64  sequence number, from 1, no gaps at the sender
 *                16  u64  the guest's CLOCK_MONOTONIC in ns. It stands still while the guest is stopped, so a jump of the
 *                         receiver's clock against it is the time the guest did not run.
 *             After a pause the ticks that were missed are dropped, not caught up: no burst, and no number is skipped.
 *
 * Records on /dev/vda: record N (from 1 at every boot) lies at byte ((N - 1) % (device size / 512)) * 512:
 *                 0  u64   magic 0x47445754_52454331 ("GDWTREC1")
 *                 8  u64   N
 *                16  byte[16] the boot id (/proc/sys/kernel/random/boot_id without its dashes)
 *                32  u64   CLOCK_MONOTONIC in ns when it was written
 *                40  ...   byte i (40 <= i < 508) is (N + i) & 0xff
 *               508  u32   CRC-32 (java.util.zip.CRC32) of bytes 0..507
 * What another boot left in the ring is told apart by its boot id and ignored.
 *
 * Pages in memory: index, version, checksum and content; the version expected is kept in a table of its own, so that a page
 * which is whole but *old* (a dirty page that a migration forgot) counts as wrong too. A page written under the pattern
 * `zero` is all zero, without a stamp, for the sake of zero-page detection: damage shows there, staleness does not.
 *
 * Parameters come from the kernel's command line: godwit.fill=MiB godwit.rate=MiB/s godwit.pattern=random|compressible|zero
 * godwit.peer=IP:PORT godwit.records=N (a second; 0: none). Each thread is on its own; what they share is atomic or under
 * the one lock named at its declaration. Nothing that arrives over the network ends the program.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

enum { CONTROL_PORT = 7000, COUNTER_PORT = 7001, ACK_PORT = 7002 };
enum { PAGE = 4096, WORDS = PAGE / 8, RECORD = 512, RECORDS_PER_READ = 128 };
enum { MAX_CONNECTIONS = 64, MAX_ACK_CLIENTS = 16, MAX_LINE = 256 };
enum { PAGES_PER_LOCK = 64 };          /* how long one holder of the memory lock keeps another waiting: ~0.5 ms under tcg */
enum { HEADROOM_MIB = 32 };            /* left to the kernel and this program when memory is filled */
#define MS 1000000ull
#define SECOND 1000000000ull
#define HEARTBEAT_MAGIC 0x47574842u
#define RECORD_MAGIC 0x4744575452454331ull

enum pattern { RANDOM, COMPRESSIBLE, ZERO, PATTERNS };
static const char *const PATTERN_NAMES[PATTERNS] = {"random", "compressible", "zero"};

static char boot_id[37] = "unknown";
static unsigned char boot_bytes[16];

static atomic_ullong counter, heartbeats, heartbeat_errors;
static atomic_ullong pages_filled, pages_verified, pages_rewritten, pages_wrong;
static atomic_ullong records_acked, record_errors;
static atomic_uint connections;
static atomic_ullong peer;             /* address << 16 | port, host order; 0: no heartbeat */

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void sleep_until(uint64_t ns) {
    struct timespec t = {.tv_sec = (time_t)(ns / SECOND), .tv_nsec = (long)(ns % SECOND)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
    }
}

/* The next tick of a rhythm: one period on, or from now if that has passed (we were stopped, or starved). */
static uint64_t next_tick(uint64_t last, uint64_t period) {
    uint64_t t = now();
    return last + 2 * period > t ? last + period : t;
}

static void put32(unsigned char *at, uint32_t v) { v = htobe32(v); memcpy(at, &v, 4); }
static void put64(unsigned char *at, uint64_t v) { v = htobe64(v); memcpy(at, &v, 8); }

static _Noreturn void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("godwit-guest: ");
    vprintf(format, arguments);
    printf("\n");
    exit(1);
}

static void start(void *(*run)(void *), void *argument) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 128 << 10);
    int error = pthread_create(&thread, &attributes, run, argument);
    if (error) die("cannot start a thread: %s", strerror(error));
    pthread_attr_destroy(&attributes);
}

/* ---- (b) heartbeat ---- */

static bool parse_peer(const char *text) {
    char address[16];
    unsigned port;
    struct in_addr in;
    if (sscanf(text, "%15[0-9.]:%5u", address, &port) != 2 || port == 0 || port > 65535) return false;
    if (inet_pton(AF_INET, address, &in) != 1) return false;
    atomic_store(&peer, (uint64_t)ntohl(in.s_addr) << 16 | port);
    return true;
}

static void *heartbeat(void *unused) {
    (void)unused;
    /* Ahead of the memory load on the only vCPU, or the receiver would measure our scheduler. */
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &(struct sched_param){.sched_priority = 10});
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) die("no UDP socket: %s", strerror(errno));
    unsigned char datagram[24];
    put32(datagram, HEARTBEAT_MAGIC);
    memcpy(datagram + 4, boot_bytes, 4);
    for (uint64_t tick = now();; tick = next_tick(tick, MS), sleep_until(tick)) {
        uint64_t to = atomic_load(&peer);
        if (to == 0) continue;
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)to),
                                      .sin_addr.s_addr = htonl((uint32_t)(to >> 16))};
        put64(datagram + 8, atomic_fetch_add(&heartbeats, 1) + 1);
        put64(datagram + 16, now());
        if (sendto(fd, datagram, sizeof datagram, 0, (struct sockaddr *)&address, sizeof address) < 0)
            atomic_fetch_add(&heartbeat_errors, 1);
    }
}

/* ---- (c) memory ---- */

struct page { uint64_t index, version, checksum, content[WORDS - 3]; };

static pthread_mutex_t memory_lock = PTHREAD_MUTEX_INITIALIZER; /* guards the pages, `expected` and `pages` */
static pthread_cond_t memory_filled = PTHREAD_COND_INITIALIZER; /* the target has been reached */
static struct page *memory;
static uint32_t *expected;             /* version << 2 | pattern of each page */
static size_t pages, max_pages;
static atomic_size_t target_pages;
static atomic_uint rate_mibs, pattern; /* of the load asked for; what a page holds is in `expected` */

static uint64_t random_word(uint64_t *state) { /* xorshift64* */
    uint64_t x = *state;
    x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
    *state = x;
    return x * 0x2545f4914f6cdd1dull;
}

static inline uint64_t mix(uint64_t sum, uint64_t word) { sum = (sum ^ word) * 0x9e3779b97f4a7c15ull; return sum ^ sum >> 32; }

static void write_page(size_t index) {
    uint32_t version = (expected[index] >> 2) + 1, kind = atomic_load(&pattern);
    struct page *page = &memory[index];
    expected[index] = version << 2 | kind;
    if (kind == ZERO) {
        memset(page, 0, PAGE);
        return;
    }
    uint64_t state = (index + 1) * 0x9e3779b97f4a7c15ull ^ (uint64_t)version << 20 ^ boot_bytes[0];
    uint64_t sum = mix(mix(1, page->index = index), page->version = version);
    for (size_t i = 0; i < WORDS - 3; i++)
        sum = mix(sum, page->content[i] = kind == RANDOM ? random_word(&state) : (uint64_t)version << 8);
    page->checksum = sum;
}

static bool page_holds(size_t index) {
    const struct page *page = &memory[index];
    uint32_t version = expected[index] >> 2;
    if ((expected[index] & 3) == ZERO) {
        const uint64_t *word = (const uint64_t *)page;
        uint64_t any = 0;
        for (size_t i = 0; i < WORDS; i++) any |= word[i];
        return any == 0;
    }
    uint64_t sum = mix(mix(1, page->index), page->version);
    for (size_t i = 0; i < WORDS - 3; i++) sum = mix(sum, page->content[i]);
    return page->index == index && page->version == version && page->checksum == sum;
}

static void verify_page(size_t index) {
    if (!page_holds(index) && atomic_fetch_add(&pages_wrong, 1) < 10) /* the first few are worth a line each */
        printf("godwit-guest: page %zu wrong: index %" PRIu64 " version %" PRIu64 ", expected version %u\n", index,
               memory[index].index, memory[index].version, expected[index] >> 2);
    atomic_fetch_add(&pages_verified, 1);
}

/* Moves `pages` towards its target by at most a lock's worth; true when it is there. */
static bool approach_target(void) {
    size_t target = atomic_load(&target_pages);
    if (pages > target) {
        madvise(&memory[target], (pages - target) * PAGE, MADV_DONTNEED);
        pages = target;
    }
    for (int i = 0; i < PAGES_PER_LOCK && pages < target; i++, pages++) write_page(pages);
    atomic_store(&pages_filled, pages);
    return pages == target;
}

static void *memory_load(void *unused) {
    (void)unused;
    setpriority(PRIO_PROCESS, (id_t)gettid(), 10); /* whoever answers the network goes first */
    uint64_t state = now() | 1, last = now(), tick = last;
    double due = 0;                                /* pages to rewrite by now */
    for (;;) {
        pthread_mutex_lock(&memory_lock);
        bool there = approach_target();
        if (there) pthread_cond_broadcast(&memory_filled);
        double rate = atomic_load(&rate_mibs) * (1048576.0 / PAGE);
        uint64_t time = now();
        due += rate * (double)(time - last) / 1e9;
        if (due > rate / 10) due = rate / 10;      /* behind by more than 100 ms: dropped, not caught up */
        last = time;
        for (int i = 0; there && pages > 0 && due >= 1 && i < PAGES_PER_LOCK; i++, due--) {
            size_t index = random_word(&state) % pages;
            verify_page(index);
            write_page(index);
            atomic_fetch_add(&pages_rewritten, 1);
        }
        pthread_mutex_unlock(&memory_lock);
        if (there && due < 1) sleep_until(tick = next_tick(tick, 10 * MS));
    }
    return NULL;
}

static bool parse_pattern(const char *name) {
    for (unsigned i = 0; i < PATTERNS; i++)
        if (strcmp(name, PATTERN_NAMES[i]) == 0) return atomic_store(&pattern, i), true;
    return false;
}

static void reserve_memory(void) {
    struct sysinfo info;
    sysinfo(&info);
    uint64_t free = (uint64_t)info.freeram * info.mem_unit, headroom = (uint64_t)HEADROOM_MIB << 20;
    max_pages = free > headroom ? (free - headroom) / PAGE : 0;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    memory = mmap(NULL, (max_pages + 1) * PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);
    expected = mmap(NULL, (max_pages + 1) * sizeof *expected, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory == MAP_FAILED || expected == MAP_FAILED) die("cannot reserve memory: %s", strerror(errno));
}

/* ---- (d) disk ---- */

static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER; /* held while a record is written or read back */
static int disk = -1;
static uint64_t slots;
static unsigned record_rate = 100;

static pthread_mutex_t ack_lock = PTHREAD_MUTEX_INITIALIZER;  /* guards ack_clients */
static int ack_clients[MAX_ACK_CLIENTS];

static uint32_t crc32(const unsigned char *data, size_t length) {
    static const uint32_t nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t crc = ~0u;
    while (length--) {
        crc ^= *data++;
        crc = crc >> 4 ^ nibble[crc & 15];
        crc = crc >> 4 ^ nibble[crc & 15];
    }
    return ~crc;
}

static void make_record(unsigned char *record, uint64_t number, uint64_t time) {
    put64(record, RECORD_MAGIC);
    put64(record + 8, number);
    memcpy(record + 16, boot_bytes, 16);
    put64(record + 32, time);
    for (unsigned i = 40; i < RECORD - 4; i++) record[i] = (unsigned char)(number + i);
    put32(record + RECORD - 4, crc32(record, RECORD - 4));
}

static off_t offset_of(uint64_t number) { return (off_t)((number - 1) % slots * RECORD); }

static void push_ack(uint64_t number) {
    char line[32];
    int length = snprintf(line, sizeof line, "ack %" PRIu64 "\n", number);
    pthread_mutex_lock(&ack_lock);
    for (int i = 0; i < MAX_ACK_CLIENTS; i++)
        if (ack_clients[i] > 0 && send(ack_clients[i], line, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL) != length) {
            shutdown(ack_clients[i], SHUT_RDWR); /* its own thread sees the end and closes it */
            ack_clients[i] = 0;
        }
    pthread_mutex_unlock(&ack_lock);
}

static void *disk_load(void *unused) {
    (void)unused;
    unsigned char *record = aligned_alloc(PAGE, RECORD);
    uint64_t period = SECOND / record_rate;
    for (uint64_t tick = now();; tick = next_tick(tick, period), sleep_until(tick)) {
        uint64_t number = atomic_load(&records_acked) + 1;
        make_record(record, number, now());
        pthread_mutex_lock(&disk_lock);
        bool durable = pwrite(disk, record, RECORD, offset_of(number)) == RECORD && fdatasync(disk) == 0;
        if (durable) atomic_store(&records_acked, number);
        pthread_mutex_unlock(&disk_lock);
        if (durable) push_ack(number);
        else if (atomic_fetch_add(&record_errors, 1) < 10) printf("godwit-guest: record %" PRIu64 ": %s\n", number, strerror(errno));
    }
    return NULL;
}

static void open_disk(void) {
    uint64_t bytes = 0;
    disk = open("/dev/vda", O_RDWR | O_DIRECT | O_CLOEXEC);
    if (disk >= 0 && ioctl(disk, BLKGETSIZE64, &bytes) == 0) slots = bytes / RECORD;
    if (slots == 0 && disk >= 0) close(disk), disk = -1;
}

/* ---- control ---- */

static pthread_mutex_t verify_lock = PTHREAD_MUTEX_INITIALIZER; /* one full verification at a time */

static void status(char *out, size_t size) {
    snprintf(out, size,
        "{\"uptimeNs\":%" PRIu64 ",\"bootId\":\"%s\",\"pid\":%d,\"counter\":%llu,\"heartbeats\":%llu,\"heartbeatErrors\":%llu,"
        "\"fillMib\":%zu,\"rateMibs\":%u,\"pattern\":\"%s\",\"filled\":%s,\"pages\":%llu,\"pagesVerified\":%llu,"
        "\"pagesRewritten\":%llu,\"pagesWrong\":%llu,\"disk\":%s,\"recordsWritten\":%llu,\"recordErrors\":%llu}\n",
        now(), boot_id, getpid(), counter, heartbeats, heartbeat_errors, target_pages / 256, rate_mibs, PATTERN_NAMES[pattern],
        pages_filled == target_pages ? "true" : "false", pages_filled, pages_verified, pages_rewritten, pages_wrong,
        disk >= 0 ? "true" : "false", records_acked, record_errors);
}

static void verify_memory(uint64_t *checked, uint64_t *wrong) {
    uint64_t before = atomic_load(&pages_wrong); /* the load may find wrong pages meanwhile: they count too */
    *checked = 0;
    for (bool more = true; more;) {
        pthread_mutex_lock(&memory_lock);
        for (int i = 0; i < PAGES_PER_LOCK && (more = *checked < pages); i++) verify_page((*checked)++);
        pthread_mutex_unlock(&memory_lock);
    }
    *wrong = atomic_load(&pages_wrong) - before;
}

static bool record_holds(const unsigned char *found, uint64_t number) {
    unsigned char wanted[RECORD];
    uint64_t time;
    memcpy(&time, found + 32, 8);
    make_record(wanted, number, be64toh(time));
    return memcmp(found, wanted, RECORD) == 0;
}

/* Reads back every acknowledged record that the ring still holds, many at a time. */
static void verify_records(uint64_t *first, uint64_t *last, uint64_t *wrong) {
    unsigned char *found = aligned_alloc(PAGE, RECORDS_PER_READ * RECORD);
    *wrong = 0;
    *last = atomic_load(&records_acked);
    *first = *last > slots ? *last - slots + 1 : *last > 0;
    for (uint64_t n = *first, count; n > 0 && n <= *last; n += count) {
        uint64_t to_last = *last - n + 1, to_end = slots - (n - 1) % slots;
        count = to_last < to_end ? to_last : to_end;
        if (count > RECORDS_PER_READ) count = RECORDS_PER_READ;
        pthread_mutex_lock(&disk_lock);
        ssize_t got = pread(disk, found, count * RECORD, offset_of(n));
        uint64_t newest = atomic_load(&records_acked) + 1; /* the one after the last may be on the disk, unacknowledged */
        pthread_mutex_unlock(&disk_lock);
        for (uint64_t i = 0; i < count; i++)
            if (n + i + slots > newest && (got < (ssize_t)((i + 1) * RECORD) || !record_holds(found + i * RECORD, n + i))) ++*wrong;
    }
    free(found);
}

static void verify(char *out, size_t size) {
    uint64_t checked, pages_bad, first, last, records_bad, began = now();
    pthread_mutex_lock(&verify_lock);
    verify_memory(&checked, &pages_bad);
    verify_records(&first, &last, &records_bad);
    pthread_mutex_unlock(&verify_lock);
    snprintf(out, size, "{\"pages\":%" PRIu64 ",\"pagesWrong\":%" PRIu64 ",\"recordsFirst\":%" PRIu64 ",\"recordsLast\":%" PRIu64
             ",\"recordsWrong\":%" PRIu64 ",\"tookNs\":%" PRIu64 "}\n", checked, pages_bad, first, last, records_bad, now() - began);
}

static void load(const char *line, char *out, size_t size) {
    unsigned fill, rate;
    char name[16], rest;
    if (sscanf(line, "load %9u %9u %15s %c", &fill, &rate, name, &rest) != 3)
        snprintf(out, size, "error usage: load FILL_MIB RATE_MIBS random|compressible|zero\n");
    else if (fill > max_pages / 256)
        snprintf(out, size, "error %u MiB asked for, this guest can fill %zu MiB\n", fill, max_pages / 256);
    else if (!parse_pattern(name))
        snprintf(out, size, "error unknown pattern %s: random, compressible or zero\n", name);
    else {
        atomic_store(&rate_mibs, rate);
        atomic_store(&target_pages, (size_t)fill * 256);
        snprintf(out, size, "ok\n");
    }
}

/*
 * status                       one line of JSON
 * ready                        answers `ready` once memory has been filled, however long that takes
 * verify                       checks all of memory and all records, then one line of JSON
 * load FILL_MIB RATE PATTERN   changes the memory load; `ok` at once, `ready` tells when it is reached
 * peer IP:PORT                 sends the heartbeat there from now on
 */
static void control(const char *line, char *out, size_t size) {
    if (strcmp(line, "status") == 0) status(out, size);
    else if (strcmp(line, "verify") == 0) verify(out, size);
    else if (strncmp(line, "load ", 5) == 0) load(line, out, size);
    else if (strncmp(line, "peer ", 5) == 0) snprintf(out, size, parse_peer(line + 5) ? "ok\n" : "error usage: peer IP:PORT\n");
    else if (strcmp(line, "ready") == 0) {
        pthread_mutex_lock(&memory_lock);
        while (pages != atomic_load(&target_pages)) pthread_cond_wait(&memory_filled, &memory_lock);
        pthread_mutex_unlock(&memory_lock);
        snprintf(out, size, "ready\n");
    } else snprintf(out, size, "error unknown command: status, ready, verify, load or peer\n");
}

/* ---- serving: a thread for each connection ---- */

static bool reply(int fd, const char *text, size_t length) {
    for (ssize_t sent; length > 0; text += sent, length -= (size_t)sent)
        if ((sent = send(fd, text, length, MSG_NOSIGNAL)) <= 0) return false;
    return true;
}

static void serve_control(int fd) {
    char line[MAX_LINE], out[1024], chunk[512];
    size_t used = 0;
    for (ssize_t got; (got = read(fd, chunk, sizeof chunk)) > 0;)
        for (ssize_t i = 0; i < got; i++) {
            if (chunk[i] != '\n') { /* a line that is too long is read to its end and refused as a whole */
                if (used < sizeof line && chunk[i] != '\r') line[used++] = chunk[i];
                continue;
            }
            if (used == sizeof line) snprintf(out, sizeof out, "error line longer than %d bytes\n", MAX_LINE - 1);
            else line[used] = 0, control(line, out, sizeof out);
            used = 0;
            if (!reply(fd, out, strlen(out))) return;
        }
}

static void serve_counter(int fd) {
    char chunk[512], out[32];
    for (ssize_t got; (got = read(fd, chunk, sizeof chunk)) > 0;)
        for (ssize_t i = 0; i < got; i++)
            if (chunk[i] == '\n') {
                int length = snprintf(out, sizeof out, "%llu\n", atomic_fetch_add(&counter, 1) + 1);
                if (!reply(fd, out, (size_t)length)) return;
            }
}

static void serve_acks(int fd) {
    int place = 0;
    pthread_mutex_lock(&ack_lock);
    while (place < MAX_ACK_CLIENTS && ack_clients[place] > 0) place++;
    if (place < MAX_ACK_CLIENTS) ack_clients[place] = fd;
    pthread_mutex_unlock(&ack_lock);
    if (place == MAX_ACK_CLIENTS) return;
    for (char chunk[64]; read(fd, chunk, sizeof chunk) > 0;) { /* what it says does not matter, only that it is there */
    }
    pthread_mutex_lock(&ack_lock);
    if (ack_clients[place] == fd) ack_clients[place] = 0;
    pthread_mutex_unlock(&ack_lock);
}

struct service { uint16_t port; void (*serve)(int fd); int listener; };
struct connection { int fd; void (*serve)(int fd); };

static void *connection(void *argument) {
    struct connection c = *(struct connection *)argument;
    free(argument);
    c.serve(c.fd);
    close(c.fd);
    atomic_fetch_sub(&connections, 1);
    return NULL;
}

static void *listen_on(void *argument) {
    struct service *service = argument;
    for (;;) {
        int fd = accept4(service->listener, NULL, NULL, SOCK_CLOEXEC), on = 1;
        if (fd < 0) {
            sleep_until(now() + 10 * MS); /* out of descriptors, or a peer that left: either passes */
            continue;
        }
        struct connection *c = atomic_load(&connections) < MAX_CONNECTIONS ? malloc(sizeof *c) : NULL;
        if (!c) {
            close(fd);
            continue;
        }
        atomic_fetch_add(&connections, 1);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        *c = (struct connection){fd, service->serve};
        start(connection, c);
    }
    return NULL;
}

static void open_service(struct service *service) {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(service->port)};
    int on = 1;
    service->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(service->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(service->listener, (struct sockaddr *)&any, sizeof any) < 0 || listen(service->listener, 16) < 0)
        die("cannot listen on port %u: %s", service->port, strerror(errno));
    start(listen_on, service);
}

/* ---- start ---- */

static unsigned number(const char *name, const char *text) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (end == text || *end || value > 1000000) die("%s=%s is not a number from 0 to 1000000", name, text);
    return (unsigned)value;
}

static void read_file(const char *path, char *out, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);
    if (got < 0) die("cannot read %s: %s", path, strerror(errno));
    out[got] = 0;
    close(fd);
}

static void read_parameters(void) {
    char line[4096];
    read_file("/proc/cmdline", line, sizeof line);
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        char *value = strchr(word, '=');
        if (strncmp(word, "godwit.", 7) != 0 || !value) continue;
        *value++ = 0;
        if (strcmp(word, "godwit.fill") == 0) target_pages = (size_t)number(word, value) * 256;
        else if (strcmp(word, "godwit.rate") == 0) rate_mibs = number(word, value);
        else if (strcmp(word, "godwit.records") == 0) record_rate = number(word, value);
        else if (strcmp(word, "godwit.pattern") == 0 && !parse_pattern(value)) die("unknown godwit.pattern %s", value);
        else if (strcmp(word, "godwit.peer") == 0 && !parse_peer(value)) die("godwit.peer=%s is not IP:PORT", value);
    }
    if (target_pages > max_pages)
        die("godwit.fill asks for %zu MiB, this guest can fill %zu MiB", (size_t)target_pages / 256, max_pages / 256);
}

static void read_boot_id(void) {
    read_file("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id);
    const char *digit = boot_id;
    for (int i = 0; i < 16; i++, digit += 2) {
        digit += *digit == '-';
        sscanf(digit, "%2hhx", &boot_bytes[i]);
    }
}

int main(void) {
    static struct service services[] = {
        {CONTROL_PORT, serve_control, -1}, {COUNTER_PORT, serve_counter, -1}, {ACK_PORT, serve_acks, -1}};
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigset_t stop; /* blocked here, so in every thread: only sigwait below sees it */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    read_boot_id();
    reserve_memory();
    read_parameters();
    open_disk();
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) open_service(&services[i]);
    start(heartbeat, NULL);
    start(memory_load, NULL);
    if (disk >= 0 && record_rate > 0) start(disk_load, NULL);
    printf("godwit-guest ready\n");
    int signal;
    sigwait(&stop, &signal);
    pthread_mutex_lock(&disk_lock); /* no record is left half-written */
    printf("godwit-guest stopping\n");
    return 0;
}
