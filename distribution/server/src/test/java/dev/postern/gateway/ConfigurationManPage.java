package dev.postern.gateway;

import dev.postern.manual.Roff;
import java.io.IOException;

/** The manual page on every key of one configuration file, as its schema has it. */
public final class ConfigurationManPage {
    private static final String FORMS =
            "Write a duration as a number and its unit, 30s, 5m, 4h or 2d; a size as 50MiB; a network as"
                    + " 192.0.2.0/24; an address and port as 127.0.0.1:25; a host and port as relay.contoso.test:25. Relative file paths"
                    + " start from the directory of the file. Put a value that begins with * or [ in quotes.";

    private ConfigurationManPage() {}

    /** Returns gateway.yaml(5). */
    public static String gateway() throws IOException {
        return page(SchemaFile.GATEWAY, "configuration of a Postern mail gateway", "partners.yaml")
                .page();
    }

    /** Returns partners.yaml(5). */
    public static String partners() throws IOException {
        return page(
                        SchemaFile.PARTNERS,
                        "partners of a Postern mail gateway, and what is agreed with each",
                        "gateway.yaml")
                .page();
    }

    private static Roff page(SchemaFile file, String about, String other) throws IOException {
        String name = file.root().get("title").asText();
        var page = new Roff(name, 5, about)
                .section("DESCRIPTION")
                .line(file.root().get("description").asText())
                .paragraph(
                        "The file is YAML 1.2 in UTF-8 and is read strictly: an unknown key, a duplicate or a value of another form"
                                + " is an error. All errors are reported at once, each with file, line and key. `postern start` then ends"
                                + " with status 78.")
                .paragraph(FORMS)
                .section("KEYS");
        for (SchemaFile.Key key : file.keys()) {
            if (!key.shownElsewhere()) {
                page.item(key.path(), summary(key));
            }
        }
        return page.section("FILES")
                .item("/etc/postern/" + name, "where the Debian package has it")
                .section("SEE ALSO")
                .line("`postern`(8), `" + other + "`(5)");
    }

    private static String summary(SchemaFile.Key key) {
        String otherwise = ConfigurationReference.otherwise(key);
        String form = otherwise.isEmpty() || otherwise.equals("required") ? otherwise : "default: " + otherwise;
        String type = ConfigurationReference.type(key.schema());
        String see = key.schema().has("$comment")
                ? " " + key.schema().get("$comment").asText()
                : "";
        return "(" + type + (form.isEmpty() ? "" : "; " + form) + ") "
                + key.schema().path("description").asText() + see;
    }
}
