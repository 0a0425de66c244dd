/**
 * The host's end of VMs' networks. Entry: {@link io.godwit.agent.network.Taps} for cards, {@link
 * io.godwit.agent.network.Overlays} for what the manager says of overlay networks.
 *
 * <pre>
 *   bridged   tap ── the host's own bridge
 *   overlay   tap ── ovbr7 ── ovvx7 ··UDP 4789·· ovvx7 ── ovbr7 ── tap
 *                      │                                            7 is the network's number
 *                      └ the host's own way in
 * </pre>
 *
 * <p>On an overlay nothing is learned and nothing unknown is flooded: which host a card is on is
 * what the manager says. Broadcast goes to each other member in turn.
 */
@NullMarked
package io.godwit.agent.network;

import org.jspecify.annotations.NullMarked;
