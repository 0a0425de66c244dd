/**
 * What hosts and VMs use: the newest sample of each, and ten minutes of the figures people look at.
 * Entry: {@link io.godwit.manager.telemetry.Telemetry}. Soft state: recorded nowhere, and empty
 * after a restart until agents have told again.
 *
 * <pre>
 * link of h1 --add--&gt; HostSeries(h1): newest sample, Ring, Ring per VM  --copies--&gt; REST, metrics
 * link of h2 --add--&gt; HostSeries(h2)
 * </pre>
 *
 * <p>Not in the state loop: 250 hosts a second report here when there are 2,500, and no decision of
 * the loop rests on it. What decides later takes a copy.
 *
 * <p>Invariants: a VM's figures are those of the host that sent them, and are gone with the first
 * sample of that host that lacks the VM; a host that has been silent for an hour is forgotten.
 *
 * <p>Memory: a VM costs about 2.4 KiB and a host 6 KiB; 2,500 hosts with 40,000 VMs take less than
 * 120 MiB, of a budget of 200.
 *
 * <p>Threads: the messages of one link come one after the other, and each host's lock guards its
 * series; readers hold it for a copy.
 *
 * <p>How it fails: an agent that sends nothing has no figures, and its points stop. Nothing here
 * waits for anything.
 *
 * <p>Not here: longer history (roll-ups are for the history database), thresholds, decisions.
 */
@NullMarked
package io.godwit.manager.telemetry;

import org.jspecify.annotations.NullMarked;
