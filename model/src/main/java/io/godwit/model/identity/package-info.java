/**
 * Who may do what, and where: names of users, groups, tokens and grants, privileges, roles and the
 * tree of objects. Entry: {@link io.godwit.model.identity.Role}.
 *
 * <pre>
 * a grant = user or group + role + object          /
 *                          |       |               +-- clusters/C -- hosts/H, vms/V
 *                          v       v               +-- users/U
 *              set of privileges  and all below    +-- managers/M
 * </pre>
 */
@NullMarked
package io.godwit.model.identity;

import org.jspecify.annotations.NullMarked;
