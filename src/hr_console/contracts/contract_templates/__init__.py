"""合同模板: written in the browser, approved by another, in force from a day."""
