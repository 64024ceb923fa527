"""How a panel of ours looks: the same everywhere, so that a dashboard says only what it shows.

Queries are written with SEL where the selector of the dashboard's variables belongs: every series is chosen by job,
instance and school.
"""

SCHEMA_VERSION = 38  # Grafana 10; newer versions migrate it by themselves.
SELECTOR = 'job=~"$job", instance=~"$instance", school=~"$school"'
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24


def query(expr, legend="", instant=False, table=False):
    target = {"datasource": DATASOURCE, "expr": " ".join(expr.split()).replace("SEL", SELECTOR),
              "legendFormat": legend, "refId": ""}
    if instant or table:
        target.update({"instant": True, "range": False})
    if table:
        target["format"] = "table"
    return target


def steps(*pairs):
    """Colours from values on: (None, colour) first."""
    return {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in pairs]}


NEUTRAL = steps((None, "blue"))
GOOD_WHEN_ZERO = steps((None, "green"), (1, "orange"))


def panel(kind, title, description, unit, targets, width, height, *, thresholds=NEUTRAL, options=None, custom=None,
          decimals=None, overrides=(), transformations=()):
    targets = [targets] if isinstance(targets, dict) else list(targets)
    for index, target in enumerate(targets):
        target["refId"] = chr(ord("A") + index)
    defaults = {"unit": unit, "thresholds": thresholds, "noValue": "нет данных"}
    if decimals is not None:
        defaults["decimals"] = decimals
    if custom is not None:
        defaults["custom"] = custom
    return {"type": kind, "title": title, "description": description, "datasource": DATASOURCE, "targets": targets,
            "fieldConfig": {"defaults": defaults, "overrides": list(overrides)}, "options": options or {},
            "transformations": list(transformations), "gridPos": {"w": width, "h": height}}


def stat(title, description, unit, expr, width=4, height=4, **rest):
    return panel("stat", title, description, unit, query(expr, instant=True), width, height,
                 options={"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
                          "colorMode": "value", "graphMode": "none", "textMode": "auto"}, **rest)


def lines(title, description, unit, *queries, width=12, height=8, stacked=False, **rest):
    custom = {"lineWidth": 1, "fillOpacity": 30 if stacked else 0, "showPoints": "never", "spanNulls": False,
              "stacking": {"mode": "normal" if stacked else "none", "group": "A"}}
    return panel("timeseries", title, description, unit, list(queries), width, height, custom=custom,
                 options={"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                          "tooltip": {"mode": "multi", "sort": "none"}}, **rest)


def bars(title, description, unit, expr, legend, width=12, height=8, **rest):
    return panel("bargauge", title, description, unit, query(expr, legend, instant=True), width, height,
                 options={"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
                          "orientation": "horizontal", "displayMode": "basic", "showUnfilled": True}, **rest)


def table(title, description, key, key_title, columns, width=12, height=10, link=None):
    """One row for each value of the label `key`; columns: (title, unit, expression)."""
    key_properties = [{"id": "displayName", "value": key_title}]
    if link:
        key_properties.append({"id": "links", "value": [{"title": link[0], "url": link[1], "targetBlank": True}]})
    overrides = [{"matcher": {"id": "byName", "options": key}, "properties": key_properties}]
    for index, (name, unit, _) in enumerate(columns):
        field = f"Value #{chr(ord('A') + index)}"
        overrides.append({"matcher": {"id": "byName", "options": field},
                          "properties": [{"id": "displayName", "value": name}, {"id": "unit", "value": unit}]})
    return panel("table", title, description, "short",
                 [query(expr, table=True) for _, _, expr in columns], width, height, overrides=overrides,
                 options={"showHeader": True, "sortBy": [{"displayName": key_title, "desc": False}]},
                 transformations=[{"id": "merge", "options": {}},
                                  {"id": "organize", "options": {"excludeByName": {"Time": True}}}])


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": WIDTH, "h": 1}}


def _variable(name, label, metric, all_value):
    definition = f"label_values({metric}, {name})"
    return {"type": "query", "name": name, "label": label, "datasource": DATASOURCE, "definition": definition,
            "query": {"query": definition, "refId": name}, "includeAll": True, "allValue": all_value, "multi": True,
            "current": {"selected": True, "text": ["All"], "value": ["$__all"]}, "refresh": 2, "sort": 1, "hide": 0,
            "regex": "", "options": []}


def _variables(with_page):
    of_job = 'elzhur_build_info{job=~"$job"}'
    variables = [
        {"type": "datasource", "name": "datasource", "label": "Data source", "query": "prometheus", "regex": "",
         "current": {}, "hide": 0, "includeAll": False, "multi": False, "options": [], "refresh": 1},
        _variable("job", "Job", "elzhur_build_info", ".+"),
        _variable("instance", "Instance", of_job, ".+"),
        # A single school may do without the label.
        _variable("school", "Школа", of_job, ".*"),
    ]
    if with_page:
        address = "http://localhost:9841"
        variables.append({"type": "textbox", "name": "page", "label": "Адрес страницы", "query": address, "hide": 0,
                          "current": {"text": address, "value": address}, "options": []})
    return variables


def dashboard(uid, title, description, panels, since, with_page=False):
    """Lays the panels out in reading order: left to right, then the next line."""
    x = y = line = 0
    for number, each in enumerate(panels, start=1):
        place = each["gridPos"]
        if x + place["w"] > WIDTH:
            x, y, line = 0, y + line, 0
        place.update({"x": x, "y": y})
        x, line = x + place["w"], max(line, place["h"])
        each["id"] = number
    links = [{"type": "dashboards", "title": "ЭлЖур", "tags": ["elzhur"], "asDropdown": True, "includeVars": True,
              "keepTime": True, "targetBlank": False, "icon": "external link", "tooltip": "", "url": ""}]
    return {"uid": uid, "title": title, "description": description, "tags": ["elzhur"], "schemaVersion": SCHEMA_VERSION,
            "version": 1, "editable": False, "graphTooltip": 1, "fiscalYearStartMonth": 0, "timezone": "browser",
            "weekStart": "monday", "refresh": "1m", "time": {"from": since, "to": "now"}, "links": links,
            "annotations": {"list": []}, "templating": {"list": _variables(with_page)}, "panels": panels}
