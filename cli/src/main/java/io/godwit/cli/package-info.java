/**
 * The {@code godwit} command. Entry: {@link io.godwit.cli.Main}.
 *
 * <p>A command line is parsed into one call of the public API ({@link
 * io.godwit.protocol.client.ApiClient}), and the answer is printed as a table or as the API's JSON.
 * Results go to standard output; problems and progress go to standard error, so that output can be
 * piped. The exit status is 0, 2 for a command line that makes no sense, or that of the problem's
 * kind ({@link io.godwit.model.error.ErrorKind#exitStatus}); 130 when the person stopped watching.
 *
 * <p>One thread. Starting fast matters more here than elsewhere: JLine is loaded only for a
 * progress bar on a terminal, the HTTP client only for a call.
 *
 * <p>{@code sim} calls nobody: it plays traces with {@link io.godwit.simulator.Simulation}.
 *
 * <p>Not here: anything that decides. What the command line cannot know is for the manager to
 * refuse.
 */
@NullMarked
package io.godwit.cli;

import org.jspecify.annotations.NullMarked;
