/*
 * main.c -- where the program begins; commands are in table.c.
 */
#include "app/photo_worker.h"
#include "cli/command.h"

#include <string.h>

#define ANJU_VERSION "0.1.0"

int main(int argc, char **argv)
{
    struct command_call c = { .out = stdout, .err = stderr, .dir = "" };
    int status;

    if (argc < 2)
        return say_commands(stderr, WRONG_USE);
    if (strcmp(argv[1], PHOTO_WORKER) == 0) /* the child of photo.h; before anything is opened */
        photo_worker_main(argc > 2 ? argv[2] : NULL);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return say_commands(stdout, 0);
    if (strcmp(argv[1], "--version") == 0)
        return puts("anju " ANJU_VERSION) < 0;
    c.mem = arena_open((size_t)2 << 30);
    status = command_run(&c, argv[1], argc - 2, argv + 2);
    arena_close(c.mem);
    return fflush(stdout) == 0 ? status : 1;
}
