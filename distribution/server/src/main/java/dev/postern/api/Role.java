package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Says what the holder of a token may do. Each role may do all that those before it may. */
public enum Role {
    /** Reads everything, and changes nothing. */
    @JsonProperty("auditor")
    AUDITOR,
    /** Also flushes the queue. */
    @JsonProperty("operator")
    OPERATOR,
    /** Also releases mail from its rule, and manages tokens. */
    @JsonProperty("admin")
    ADMIN;

    /** Returns the role as it is written in files and commands. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether this role may do what the other one may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
