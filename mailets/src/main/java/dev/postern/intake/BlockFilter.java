package dev.postern.intake;

import org.apache.james.protocols.smtp.core.DataLineFilter;

/**
 * A filter of content that takes several lines at once: behind the header section, what James calls a line may be many,
 * each whole with its CRLF, none of which begins with a dot. Whoever gives lines may do so only if every filter of the
 * chain is one of these; a filter written for James gets them one by one.
 */
public interface BlockFilter extends DataLineFilter {}
