package io.godwit.protocol.api;

/**
 * A kept plan that was made once more from what it was made from.
 *
 * @param same whether moves, reasons and figures are the same to the last bit
 * @param digest of what the kept plan was made from
 * @param digestAgain of what it was made from this time
 * @param movesAgain how many moves came of it this time
 * @param version of the manager that had made it
 * @param versionAgain of the manager that made it this time
 */
public record ReplayView(
    long number,
    boolean same,
    String digest,
    String digestAgain,
    int moves,
    int movesAgain,
    String version,
    String versionAgain) {}
