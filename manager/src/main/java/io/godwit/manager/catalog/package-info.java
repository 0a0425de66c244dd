/**
 * What people say of the data center, as a part of hard state. Entry: {@link
 * io.godwit.manager.catalog.Catalog}.
 *
 * <pre>
 * CatalogChange: Put, Removed, HostDescribed, VmDescribed -- Catalog.apply --&gt; the next Catalog
 * a VM is deleted  --&gt; what was said of it is gone, and rules name it no more
 * a VM's home is in another cluster --&gt; it is in no pool of the old one
 * </pre>
 *
 * <p>Invariants ({@code References}): whatever an object names is there; pools and folders lie in
 * each other without a circle; what is used cannot be removed; the cluster {@code default} is
 * always there. A change that would break one is refused before it is kept.
 *
 * <p>Threads: none; everything is immutable. How it fails: {@code IllegalStateException}, which is
 * a bug of whoever decided (curation).
 *
 * <p>Not here: who may do it and whether they knew what they changed (curation, rest); what agents
 * report (inventory); solving rules.
 */
@NullMarked
package io.godwit.manager.catalog;

import org.jspecify.annotations.NullMarked;
