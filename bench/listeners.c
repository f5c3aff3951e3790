/* Many listeners at one server, as cheap as they can be, so that the machine is left to the server.
 *
 *   listeners HOST PORT COUNT TOKENS PATH
 *
 * Opens COUNT WebSockets at PATH, each with the next Bearer token of the file TOKENS (one a line, used
 * in turn), or plain TCP connections when PATH is "-". Prints "ready MILLISECONDS" when all have
 * got their first frame (or are connected). Then obeys lines on its standard input:
 *
 *   count       prints "count OPEN FRAMES BYTES": live connections, message frames, bytes of all
 *   latency     prints "latency N" and N lines of nanoseconds since the moment in "@<ns>@"; forgets them
 *   reconnect   closes all, opens all at once, and prints "ready MILLISECONDS" again
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 18, BATCH = 512, COMMAND = 64, MOST_LATENCIES = 1 << 22 };
enum state { CLOSED, CONNECTING, UPGRADING, OPEN };

struct listener {
    int fd;
    enum state state;
    int welcomed;
    char *rest; /* the beginning of a frame that has not come whole */
    size_t rest_length;
};

static struct sockaddr_in server;
static const char *path;
static char **tokens;
static int token_count, count, plain, epoll, live, welcomed;
static struct listener *listeners;
static uint64_t frames, bytes;
static int64_t *latencies, started;
static int latency_count;
static char buffer[2 * CHUNK];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now(void)
{
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (int64_t)moment.tv_sec * 1000000000 + moment.tv_nsec;
}

static void watch(struct listener *one, uint32_t events, int operation)
{
    struct epoll_event event = {.events = events, .data.ptr = one};
    if (epoll_ctl(epoll, operation, one->fd, &event) < 0)
        die("epoll_ctl");
}

static void open_one(struct listener *one)
{
    int yes = 1;
    one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one->fd < 0)
        die("socket");
    setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(one->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS)
        die("connect");
    one->state = CONNECTING;
    one->welcomed = 0;
    one->rest_length = 0;
    watch(one, EPOLLOUT, EPOLL_CTL_ADD);
}

static void open_all(void)
{
    started = now();
    welcomed = 0;
    for (int i = 0; i < count; i++)
        open_one(&listeners[i]);
}

static void close_one(struct listener *one)
{
    if (one->state == CLOSED)
        return;
    live -= one->state == OPEN;
    close(one->fd);
    one->state = CLOSED;
}

static void welcome(struct listener *one)
{
    if (one->welcomed)
        return;
    one->welcomed = 1;
    if (++welcomed == count) {
        printf("ready %.1f\n", (now() - started) / 1e6);
        fflush(stdout);
    }
}

static void connected(struct listener *one)
{
    int failure = 0;
    socklen_t size = sizeof failure;
    char request[4096];
    getsockopt(one->fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure) {
        errno = failure;
        die("connect");
    }
    watch(one, EPOLLIN, EPOLL_CTL_MOD);
    if (plain) {
        one->state = OPEN;
        live++;
        welcome(one);
        return;
    }
    int length = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Authorization: Bearer %s\r\n\r\n",
        path, inet_ntoa(server.sin_addr), ntohs(server.sin_port),
        tokens[(one - listeners) % token_count]);
    if (write(one->fd, request, length) != length)
        die("write");
    one->state = UPGRADING;
}

static void note_latency(const char *payload, size_t length)
{
    const char *mark = memmem(payload, length, "@", 1);
    if (mark && latency_count < MOST_LATENCIES) {
        int64_t sent = strtoll(mark + 1, NULL, 10);
        if (sent > 0)
            latencies[latency_count++] = now() - sent;
    }
}

static void answer_ping(struct listener *one, const char *payload, size_t length)
{
    char pong[6 + 125] = {(char)0x8a, (char)(0x80 | length)}; /* a mask of zeros changes nothing */
    memcpy(pong + 6, payload, length);
    if (write(one->fd, pong, 6 + length) < 0 && errno != EAGAIN)
        close_one(one);
}

static void apply(struct listener *one, int opcode, const char *payload, size_t length)
{
    if (opcode == 9) {
        answer_ping(one, payload, length);
    } else if (opcode == 8) {
        fprintf(stderr, "closed with %d\n",
            length < 2 ? 0 : (unsigned char)payload[0] << 8 | (unsigned char)payload[1]);
        close_one(one);
    } else if (opcode == 1) {
        welcome(one);
        if (memmem(payload, length, "\"CHAT_MESSAGE\"", 14)) {
            frames++;
            note_latency(payload, length);
        }
    }
}

/* How many bytes of whole frames there were. */
static size_t parse(struct listener *one, const char *data, size_t length)
{
    size_t done = 0;
    while (length - done >= 2 && one->state == OPEN) {
        const unsigned char *head = (const unsigned char *)data + done;
        size_t header = 2, size = head[1] & 127;
        if (size == 126)
            header = 4;
        else if (size == 127)
            header = 10;
        if (length - done < header)
            break;
        if (header == 4)
            size = head[2] << 8 | head[3];
        else if (header == 10)
            size = (size_t)head[6] << 24 | head[7] << 16 | head[8] << 8 | head[9];
        if (length - done < header + size)
            break;
        apply(one, head[0] & 15, (const char *)head + header, size);
        done += header + size;
    }
    return done;
}

static size_t upgraded(struct listener *one, const char *data, size_t length)
{
    const char *end = memmem(data, length, "\r\n\r\n", 4);
    if (!end)
        return 0;
    if (length < 12 || memcmp(data + 9, "101", 3) != 0) {
        fprintf(stderr, "refused: %.*s\n", 60, data);
        exit(1);
    }
    one->state = OPEN;
    live++;
    return end + 4 - data;
}

static void receive(struct listener *one)
{
    size_t length = one->rest_length, done = 0;
    if (length)
        memcpy(buffer, one->rest, length);
    ssize_t got = read(one->fd, buffer + length, CHUNK);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN)
            close_one(one);
        return;
    }
    bytes += got;
    length += got;
    if (plain)
        return;
    if (one->state == UPGRADING)
        done = upgraded(one, buffer, length);
    if (one->state == OPEN)
        done += parse(one, buffer + done, length - done);
    one->rest_length = length - done;
    if (one->rest_length) {
        one->rest = realloc(one->rest, one->rest_length);
        memcpy(one->rest, buffer + done, one->rest_length);
    }
}

static void print_latencies(void)
{
    printf("latency %d\n", latency_count);
    for (int i = 0; i < latency_count; i++)
        printf("%lld\n", (long long)latencies[i]);
    latency_count = 0;
}

static void obey(void)
{
    char command[COMMAND];
    ssize_t got = read(STDIN_FILENO, command, sizeof command - 1);
    if (got <= 0)
        exit(0);
    command[got] = 0;
    if (!strncmp(command, "count", 5)) {
        printf("count %d %llu %llu\n", live, (unsigned long long)frames, (unsigned long long)bytes);
    } else if (!strncmp(command, "latency", 7)) {
        print_latencies();
    } else if (!strncmp(command, "reconnect", 9)) {
        for (int i = 0; i < count; i++)
            close_one(&listeners[i]);
        open_all();
    }
    fflush(stdout);
}

static void read_tokens(const char *file)
{
    char line[4096];
    FILE *source = fopen(file, "r");
    if (!source)
        die(file);
    tokens = malloc(sizeof *tokens * count);
    while (token_count < count && fgets(line, sizeof line, source)) {
        line[strcspn(line, "\n")] = 0;
        tokens[token_count++] = strdup(line);
    }
    fclose(source);
}

static void handle(struct epoll_event *event)
{
    struct listener *one = event->data.ptr;
    if (!one)
        obey();
    else if (one->state == CONNECTING)
        connected(one);
    else if (one->state != CLOSED)
        receive(one);
}

int main(int argc, char **argv)
{
    struct epoll_event events[BATCH];
    struct epoll_event commands = {.events = EPOLLIN, .data.ptr = NULL};
    if (argc != 6) {
        fprintf(stderr, "usage: listeners HOST PORT COUNT TOKENS PATH\n");
        return 2;
    }
    server.sin_family = AF_INET;
    server.sin_port = htons(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    count = atoi(argv[3]);
    path = argv[5];
    plain = !strcmp(path, "-");
    if (!plain)
        read_tokens(argv[4]);
    listeners = calloc(count, sizeof *listeners);
    latencies = malloc(sizeof *latencies * MOST_LATENCIES);
    epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
    open_all();
    for (;;) {
        int ready = epoll_wait(epoll, events, BATCH, -1);
        for (int i = 0; i < ready; i++)
            handle(&events[i]);
    }
}
