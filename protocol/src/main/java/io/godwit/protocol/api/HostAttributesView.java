package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people say of a host, read and written as a whole; what is not given is as usual.
 *
 * @param cluster {@code default} if not given; changes only while no VM is at home on the host
 * @param faultDomain what fails with it, such as a rack; nobody has said if null
 */
public record HostAttributesView(
    @Nullable String cluster,
    @Nullable List<String> tags,
    @Nullable String notes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String faultDomain) {}
