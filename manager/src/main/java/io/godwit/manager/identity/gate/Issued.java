package io.godwit.manager.identity.gate;

import io.godwit.manager.identity.Token;
import io.godwit.manager.identity.User;

/**
 * A token that was just made: the one moment its secret is known here.
 *
 * @param text for whoever asked for it
 */
public record Issued(TokenText text, Token token, User user) {}
