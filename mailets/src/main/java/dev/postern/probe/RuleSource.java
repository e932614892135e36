package dev.postern.probe;

/** Says where the rule of a domain is written. */
public enum RuleSource {
    PARTNER("partners.yaml"),
    OWN_DOMAIN("domains in gateway.yaml"),
    DESTINATION("delivery.destinations in gateway.yaml"),
    SMARTHOST("delivery.smarthost in gateway.yaml"),
    DEFAULT("delivery.defaultOutbound in gateway.yaml");

    private final String place;

    RuleSource(String place) {
        this.place = place;
    }

    /** Returns the file and key, as an administrator finds it. */
    public String place() {
        return place;
    }

    /** Returns whether the servers are those of the domain's owner, so that a partner's entry can be about them. */
    boolean isAboutForeignServers() {
        return this == PARTNER || this == DESTINATION || this == DEFAULT;
    }
}
