/*
 * control.h -- commands beside a running `serve`, over DIR/control.sock.
 *
 * One process has the database open.  A command that finds the folder held sends
 * its words there; the server runs it with its own database and returns what it
 * printed.  The socket is the folder owner's alone (mode 0600 in a folder 0700).
 */
#pragma once
#include "cli/command.h"

struct control;
/* Begins to take commands; NULL when the socket can't be made (a warning is logged). */
struct control *control_start(struct app *app, const char *dir);
void control_stop(struct control *c);

/*
 * Sends a command to the server that holds DIR and prints its output.  name: "import"; argv: behind
 * the name.  Returns its exit status, or -1 when nobody answered at the socket.
 */
int control_send(struct command_call *c, const char *dir, const char *name, int argc, char **argv);
