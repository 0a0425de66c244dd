package io.godwit.lab.client;

/** The guest's answer to {@code verify}: all of memory and all records its disk still holds. */
public record Verification(
    long pages,
    long pagesWrong,
    long recordsFirst,
    long recordsLast,
    long recordsWrong,
    long tookNs) {}
