/*
 * care.h -- how to treat what has just been repaired (S3.2.5c): shown before the owner signs, and
 * printed on her sheet.
 *
 * The catalogue's own care text is for the time before the repair (close the
 * valve, move furniture); this is for the days after it.
 */
#pragma once

/* The note for a component and symptom of the catalogue: Chinese, for word(). Never empty. */
const char *care_note(const char *component, const char *symptom);
