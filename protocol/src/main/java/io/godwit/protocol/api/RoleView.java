package io.godwit.protocol.api;

import java.util.List;

/** A fixed set of privileges. */
public record RoleView(String name, List<String> privileges) {}
