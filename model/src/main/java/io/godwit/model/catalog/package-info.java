/**
 * What people say of a data center: its clusters, pools, folders, tags and rules, its datastores
 * and networks as they should be, and what they note of hosts and VMs. Entry: {@link
 * io.godwit.model.catalog.CatalogObject}.
 *
 * <pre>
 * data center -- clusters -- pools -- pools
 *            |           +-- rules
 *            |           +-- hosts -- VMs         (a VM is in the cluster of its home)
 *            +-- folders -- folders -- VMs
 *            +-- datastores, networks, tags
 * </pre>
 *
 * <p>Invariants: a value that exists is well-formed; that what it names is there, too, is for those
 * to see who know the rest (manager's curation).
 */
@NullMarked
package io.godwit.model.catalog;

import org.jspecify.annotations.NullMarked;
