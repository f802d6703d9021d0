/*
 * log.h -- one JSON object a line on standard error.
 *
 * Low layers return errors and never log; the dispatcher, the jobs and the
 * commands do, once.  Secrets, phones and texts of people are never logged.
 */
#pragma once

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped; default LOG_INFO. */
void log_level_set(enum log_level least);
/* what: stable short name of the event; then a printf text that becomes "text". */
void log_line(enum log_level level, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
