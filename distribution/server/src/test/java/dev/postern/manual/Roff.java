package dev.postern.manual;

import java.util.Locale;

/** Writes a manual page in the macros of man(7). For one page, and one thread. */
public final class Roff {
    private final StringBuilder page = new StringBuilder();

    /** Begins a page of that section. */
    public Roff(String name, int section, String about) {
        page.append(".\\\" Generated. Do not edit: ManPagesTest writes it with -Dpostern.regenerate=true.\n")
                .append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(' ')
                .append(section)
                .append(" \"\" \"Postern\" ")
                .append(quoted(section == 8 ? "System administration" : "File formats"))
                .append('\n');
        section("NAME");
        page.append(name).append(" \\- ").append(text(about)).append('\n');
    }

    /** Begins a section. */
    public Roff section(String title) {
        page.append(".SH ").append(quoted(title)).append('\n');
        return this;
    }

    /** Begins a section within the section. */
    public Roff subsection(String title) {
        page.append(".SS ").append(quoted(title)).append('\n');
        return this;
    }

    /** Adds a paragraph; what stands between backticks is bold. */
    public Roff paragraph(String words) {
        page.append(".PP\n").append(text(words)).append('\n');
        return this;
    }

    /** Adds a line without a paragraph before it. */
    public Roff line(String words) {
        page.append(text(words)).append('\n');
        return this;
    }

    /** Adds a term, bold, and what is said of it. */
    public Roff item(String term, String words) {
        page.append(".TP\n.B ")
                .append(text(term))
                .append('\n')
                .append(text(words))
                .append('\n');
        return this;
    }

    /** Returns the whole page. */
    public String page() {
        return page.toString();
    }

    private static String quoted(String words) {
        return '"' + text(words).replace("\"", "\\(dq") + '"';
    }

    /** Escapes what means something to roff: backslash, hyphen as minus, and a dot or quote that begins a line. */
    private static String text(String words) {
        String escaped = words.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("…", "...")
                .replaceAll("`([^`]*)`", "\\\\fB$1\\\\fR")
                .replaceAll("\\s+", " ")
                .strip();
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
