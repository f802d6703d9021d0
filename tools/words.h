/*
 * words.h -- the Chinese texts of the program and their English side, as the build sees them.
 *
 * A list of rows that only grows; memory lives as long as the tool does.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct row {
    const char *zh, *en; /* en is NULL for a text found in the sources */
    const char *path;
    int line;
};
struct rows {
    struct row *p;
    size_t n, room;
};

void rows_add(struct rows *l, struct row r);
/* Sorted by the Chinese text, in the order of strcmp. */
void rows_sort(struct rows *l);
/* NULL when there is none; the list is sorted. */
const struct row *rows_find(const struct rows *l, const char *zh);

/* The whole file, NUL-terminated; ends the tool when it cannot be read. */
char *read_all(const char *path);
/* Text that grows byte by byte; starts as all zero. */
struct text {
    char *p;
    size_t n, room;
};
void text_add(struct text *t, const char *s, size_t n);
/* A C string literal at s (on its quote), unescaped and added; returns what follows it or NULL. */
const char *text_literal(struct text *t, const char *s);
/* Writes s as one C or PO string literal, quotes included. */
void put_literal(const char *s);

/* Reads one PO file; false after it said path:line: what is wrong. */
bool po_read(struct rows *l, const char *path);
/* Collects W("…"), sayf(h, "…") and [[…]] below a folder. */
void scan_folder(struct rows *l, const char *folder);
/* True when both use the same printf arguments, by position. */
bool same_arguments(const char *zh, const char *en);
