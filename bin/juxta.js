#!/usr/bin/env node
import '../dist/juxta/main.js'
