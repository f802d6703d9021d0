/* version_view.h -- what the pages of versions, differences and drafts of a catalogue show. */
#pragma once
#include "app/parts.h"
#include "rooms/estate/catalogue_file.h"
#include "rooms/estate/catalogue_version.h"

struct diff_field_view {
    const char *name, *words; /* "zh", 中文 */
    const char *was, *is;     /* as kept */
    const char *was_words, *is_words;
};

struct diff_entry_view {
    const char *change; /* "added" "removed" "changed" "retired" "restored" */
    const char *entry, *words;
    struct diff_field_view *fields;
    size_t field_n;
};

struct diff_view {
    struct diff_entry_view *entries;
    size_t n;
};

struct version_line {
    const struct catalogue_version *version;
    struct url where;
};

struct versions_view {
    const struct book *book;
    const char *name; /* of the book, for programs */
    int64_t newest;
    struct catalogue_version *versions;
    size_t version_n;
    struct version_line *lines;
    bool may_edit;
    struct part_tab *books;
    size_t book_n;
    struct url up, compare, download, upload;
};

struct version_view {
    const struct book *book;
    const char *name;
    int64_t newest;
    struct catalogue_version version;
    struct diff_view changed; /* against the version before */
    struct diff_view back;    /* what going back to it would change */
    bool may_edit;
    struct url up, rollback, download;
};

struct compare_view {
    const struct book *book;
    const char *name;
    int64_t from, to, newest;
    struct diff_view diff;
    struct url up, compare;
};

struct draft_view {
    const struct book *book;
    const char *name;
    struct catalogue_draft draft;
    int64_t newest;
    struct diff_view diff;
    bool may_accept;
    struct url up, accept;
};
