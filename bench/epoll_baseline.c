/* The measure that chatty's fan-out is held against: a bare loop with one send per listener.
 *
 *   epoll_baseline PORT LISTENERS MESSAGES BYTES INTERVAL_US
 *
 * Prints "listening", accepts LISTENERS connections on loopback, sends MESSAGES times a block of BYTES to
 * each, a block every INTERVAL_US microseconds (0: as fast as they are taken), and prints
 * "deliveries N cpu SECONDS": the processor time that sending took, kernel included.
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
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static int epoll;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int listen_on(int port)
{
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, BACKLOG) < 0)
        die("listen");
    puts("listening");
    fflush(stdout);
    return fd;
}

static void accept_all(int listener, int *fds, int count)
{
    for (int i = 0; i < count; i++) {
        int yes = 1;
        struct epoll_event event = {.events = EPOLLOUT | EPOLLET, .data.fd = i};
        fds[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (fds[i] < 0)
            die("accept");
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
    }
}

/* A full socket is waited for: each listener gets each block whole. */
static void deliver(int fd, const char *block, size_t size)
{
    struct epoll_event events[64];
    size_t done = 0;
    while (done < size) {
        ssize_t sent = send(fd, block + done, size - done, MSG_NOSIGNAL);
        if (sent >= 0)
            done += sent;
        else if (errno == EAGAIN)
            epoll_wait(epoll, events, 64, 10);
        else
            die("send");
    }
}

static void pause_until(struct timespec *next, long interval_us)
{
    next->tv_nsec += interval_us * 1000;
    while (next->tv_nsec >= 1000000000) {
        next->tv_nsec -= 1000000000;
        next->tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: epoll_baseline PORT LISTENERS MESSAGES BYTES INTERVAL_US\n");
        return 2;
    }
    int count = atoi(argv[2]), messages = atoi(argv[3]);
    size_t size = atoi(argv[4]);
    long interval = atol(argv[5]);
    int *fds = malloc(sizeof *fds * count);
    char *block = malloc(size);
    struct timespec next;

    memset(block, 'x', size);
    epoll = epoll_create1(0);
    accept_all(listen_on(atoi(argv[1])), fds, count);
    clock_gettime(CLOCK_MONOTONIC, &next);
    double before = cpu_seconds();
    for (int m = 0; m < messages; m++) {
        for (int i = 0; i < count; i++)
            deliver(fds[i], block, size);
        if (interval)
            pause_until(&next, interval);
    }
    printf("deliveries %d cpu %.4f\n", count * messages, cpu_seconds() - before);
    return 0;
}
