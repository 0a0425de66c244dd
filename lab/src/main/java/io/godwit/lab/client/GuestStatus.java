package io.godwit.lab.client;

/** The guest's answer to {@code status}; the fields of {@code lab/guest/workload.c} we use. */
public record GuestStatus(
    long uptimeNs,
    String bootId,
    long counter,
    long pages,
    long pagesVerified,
    long pagesRewritten,
    long pagesWrong,
    long recordsWritten,
    long recordErrors) {}
