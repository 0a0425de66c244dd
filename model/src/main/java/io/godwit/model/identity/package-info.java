/**
 * Who may do what, and where: names of users, groups, tokens and grants, privileges, roles and the
 * tree of objects. Entry: {@link io.godwit.model.identity.Role}.
 *
 * <pre>
 * a grant = user or group + role + object          /
 *                          |       |               +-- clusters/C -- pools/P, rules/R
 *                          v       v               +-- folders/A/B
 *              set of privileges  and all in it    +-- hosts/H, vms/V, users/U
 *                                                  +-- tags/T, datastores/D, networks/N
 *
 * a VM lies also in its folders, its pools and its cluster, a host in its cluster: its Lineage
 * </pre>
 */
@NullMarked
package io.godwit.model.identity;

import org.jspecify.annotations.NullMarked;
