package io.godwit.protocol.api;

/**
 * A manager asks to take part.
 *
 * @param name 1 to 63 lower-case letters, digits and hyphens
 * @param peer where the others will reach it, {@code host:port}
 * @param rest where people and commands will connect
 * @param agents where agents will connect
 */
public record ManagerAdmit(String name, String peer, String rest, String agents) {}
